/** Where pages are rendered on a server there is no such class: importing this does no harm there. */
export const ElementBase = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** Sets again what was set before the element was defined: it hides the properties of the class. */
export function takeEarlyProperties<E extends HTMLElement>(element: E, names: readonly (keyof E)[]): void {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value = element[name];
    Reflect.deleteProperty(element, name);
    Object.assign(element, { [name]: value });
  }
}
