// What is still to happen, earliest first; what is due at the same time happens in the order it was added.

export interface Agenda<T> {
  add(at: number, what: T): void;
  next(): { readonly at: number; readonly what: T } | undefined;
}

interface Entry<T> {
  readonly at: number;
  readonly turn: number;
  readonly what: T;
}

/** A binary heap. */
export function agenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = [];
  let turns = 0;
  const before = (a: Entry<T>, b: Entry<T>): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn);
  const swap = (i: number, j: number): void => {
    [heap[i], heap[j]] = [heap[j] as Entry<T>, heap[i] as Entry<T>];
  };
  return {
    add(at, what) {
      let i = heap.push({ at, turn: turns++, what }) - 1;
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (!before(heap[i] as Entry<T>, heap[parent] as Entry<T>)) break;
        swap(i, parent);
        i = parent;
      }
    },
    next() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      heap[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < heap.length && before(heap[child] as Entry<T>, heap[least] as Entry<T>)) least = child;
        if (least === i) return first;
        swap(i, least);
        i = least;
      }
    },
  };
}
