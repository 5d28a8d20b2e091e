/** JSON pointers (RFC 6901). */

export function child(pointer: string, key: string | number): string {
  const token = typeof key === 'number' ? String(key) : key.replaceAll('~', '~0').replaceAll('/', '~1');
  return `${pointer}/${token}`;
}

export function parent(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}
