/** `name[][member]…`, decoded: the list, its member, and what follows. */
const LIST_MEMBER = /^([^[\]]+(?:\[[^[\]]+\])*)\[\]\[([^[\]]+)\](.*)$/;

/**
 * Numbers the elements of lists of objects in a form, which Rack tells apart by order alone: an element ends where one of
 * its members comes again. `a[][x]=1&a[][y]=2&a[][x]=3` becomes `a[0][x]=1&a[0][y]=2&a[1][x]=3`. The portal's requests to
 * the original are read so (billing.md case 100).
 */
export function numberListElements(form: string): string {
  if (!/(?:\]|%5d)(?:\[|%5b)/i.test(form)) return form;
  const lists = new Map<string, { index: number; members: Set<string> }>();
  return form
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const match = LIST_MEMBER.exec(decoded(equals === -1 ? pair : pair.slice(0, equals)));
      if (match === null) return pair;
      const [, name = '', first = '', rest = ''] = match;
      const list = lists.get(name) ?? { index: 0, members: new Set<string>() };
      lists.set(name, list);
      const member = `[${first}]${rest}`;
      if (list.members.has(member) && !rest.endsWith('[]')) {
        list.index += 1;
        list.members.clear();
      }
      list.members.add(member);
      const numbered = encodeURIComponent(`${name}[${list.index}]${member}`);
      return equals === -1 ? numbered : `${numbered}${pair.slice(equals)}`;
    })
    .join('&');
}

/** A name with a broken escape stays as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}
