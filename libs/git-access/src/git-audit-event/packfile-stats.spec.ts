import { packfileStats } from './packfile-stats.js';

describe('packfileStats', () => {
  it('keeps what the shell reports', () => {
    const reported = {
      payload_size: 1024,
      packets: 3,
      wants: 1,
      haves: 0,
      shallows: 0,
      caps: ['multi_ack', 'side-band-64k'],
      deepen: '1',
      filter: 'blob:none',
    };
    expect(packfileStats(reported)).toEqual(reported);
  });

  it('drops the rest', () => {
    expect(packfileStats({ packets: '3', haves: 1.5, wants: 1e300, caps: [1, 'a\0'], filter: {}, other: 1 })).toEqual({
      caps: ['a\ufffd'],
    });
    expect(packfileStats(JSON.parse('{"__proto__": {"packets": 1}}'))).toEqual({});
  });

  it.each([undefined, null, 'x', 5, ['packets']])('takes %j for none', (value) => {
    expect(packfileStats(value)).toBeNull();
  });
});
