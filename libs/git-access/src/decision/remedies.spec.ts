import { DENIAL_CODES } from './denial-codes.js';
import { remedies } from './remedies.js';

describe('remedies', () => {
  it('are sentences, one for each code and none for a code that is gone', () => {
    expect(Object.keys(remedies).sort()).toEqual([...DENIAL_CODES].sort());
    for (const [code, remedy] of Object.entries(remedies)) {
      expect([code, remedy]).toEqual([code, expect.stringMatching(/^[A-Z].{15,}[.]$/)]);
    }
  });
});
