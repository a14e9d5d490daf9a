// Plain immutable data by number: equal values get one number, different ones never; records have no order. What is asked
// again costs one look-up, so that the number of a state costs what differs from those that it shares its parts with.
import { createHash } from 'node:crypto';

/** Longer octet strings are told apart by digest first: V8 hashes strings past 16,383 characters by their length alone. */
const SHORT_OCTETS = 1_024;

export class Interned {
  readonly #ids = new WeakMap<object, number>();
  readonly #primitives = new Map<unknown, number>();
  readonly #short = new Map<string, number>();
  /** Octets with one digest; their whole contents decide. */
  readonly #long = new Map<string, number[]>();
  readonly #composites = new Map<string, number>();
  readonly #values: unknown[] = [];

  /** The number of a value. Throws for what is not plain data, as a function is not. */
  id(value: unknown): number {
    if (typeof value !== 'object' || value === null) return this.#primitive(value);
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    const id = value instanceof Uint8Array ? this.#octets(value) : this.#composite(value);
    this.#ids.set(value, id);
    return id;
  }

  /**
   * The value of a number: made of values that stand for all their equals, and frozen, so that none can change. Records
   * are in the order of their keys, so who gets them from here cannot act on the order in which they were filled.
   */
  value(id: number): unknown {
    return this.#values[id];
  }

  #add(value: unknown): number {
    return this.#values.push(value) - 1;
  }

  #primitive(value: unknown): number {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new TypeError(`expected plain data, found a ${typeof value}`);
    // A map takes the two zeros for one.
    const key = Object.is(value, -0) ? NEGATIVE_ZERO : value;
    const known = this.#primitives.get(key);
    if (known !== undefined) return known;
    const id = this.#add(value);
    this.#primitives.set(key, id);
    return id;
  }

  #octets(octets: Uint8Array): number {
    const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
    if (octets.length <= SHORT_OCTETS) {
      const key = view.toString('latin1');
      const known = this.#short.get(key);
      if (known !== undefined) return known;
      const id = this.#addOctets(octets);
      this.#short.set(key, id);
      return id;
    }
    const digest = createHash('sha256').update(view).digest('base64');
    const same = this.#long.get(digest) ?? [];
    const known = same.find((id) => view.equals(this.#values[id] as Uint8Array));
    if (known !== undefined) return known;
    const id = this.#addOctets(octets);
    this.#long.set(digest, [...same, id]);
    return id;
  }

  /** A copy: what was cut out of a block would keep the whole block. */
  #addOctets(octets: Uint8Array): number {
    const copy = Uint8Array.from(octets);
    const id = this.#add(copy);
    this.#ids.set(copy, id);
    return id;
  }

  #composite(value: object): number {
    const list = Array.isArray(value);
    const keys = list ? undefined : Object.keys(value).sort();
    const prototype = Object.getPrototypeOf(value);
    if (!list && prototype !== Object.prototype && prototype !== null)
      throw new TypeError(`expected plain data, found a ${prototype.constructor?.name ?? 'value of a class'}`);
    const parts = keys?.map((name) => (value as Record<string, unknown>)[name]) ?? (value as unknown[]);
    const ids = parts.map((part) => this.id(part));
    let key = list ? '[' : '{';
    for (let i = 0; i < ids.length; i++) {
      if (keys !== undefined) key += `${this.#primitive(keys[i])}:`;
      key += `${ids[i]},`;
    }
    const known = this.#composites.get(key);
    if (known !== undefined) return known;
    const values = ids.map((id) => this.#values[id]);
    const own = Object.freeze(
      keys === undefined ? values : Object.fromEntries(keys.map((name, i) => [name, values[i]])),
    );
    const id = this.#add(own);
    this.#composites.set(key, id);
    this.#ids.set(own, id);
    return id;
  }
}

const NEGATIVE_ZERO = Symbol('-0');
