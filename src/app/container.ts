type Factories<Given extends object> = Record<string, (available: Given) => unknown>;

/**
 * An object that has what is given and, by name, what the factories make of it and of each other: each made once, when it
 * is first asked for. Throws, naming them, for two factories of one name and for those that can't be made without each other.
 */
export function createContainer<Available extends object>(
  given: Partial<Available>,
  sets: readonly Factories<Available>[],
): Available {
  const available = { ...given } as Available;
  const making: string[] = [];

  function make(name: string, factory: (available: Available) => unknown): unknown {
    if (making.includes(name)) throw new Error(`These need each other to be made: ${[...making, name].join(' → ')}.`);
    making.push(name);
    try {
      const made = factory(available);
      Object.defineProperty(available, name, { value: made, enumerable: true });
      return made;
    } finally {
      making.pop();
    }
  }

  for (const set of sets) {
    for (const [name, factory] of Object.entries(set)) {
      if (Object.hasOwn(available, name)) throw new Error(`"${name}" is made twice.`);
      const get = () => make(name, factory);
      Object.defineProperty(available, name, { get, enumerable: true, configurable: true });
    }
  }
  return available;
}
