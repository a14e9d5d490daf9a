// The nearest of many points to a place, by halving the points at the median of each coordinate in turn (Bentley 1975).

export type Point = readonly number[];

/** A point of the tree, by number, and its squared Euclidean distance. */
export interface Neighbour {
  readonly point: number;
  readonly squaredDistance: number;
}
interface Branch {
  readonly point: number;
  readonly axis: number;
  readonly lower: Branch | undefined;
  readonly upper: Branch | undefined;
}

/** Points of one dimension, all different; `weight` is how many examples stand at each. */
export interface NeighbourTree {
  readonly points: readonly Point[];
  readonly weights: readonly number[];
  readonly root: Branch | undefined;
}
export function neighbourTree(points: readonly Point[], weights: readonly number[]): NeighbourTree {
  const grow = (numbers: number[], depth: number): Branch | undefined => {
    if (numbers.length === 0) return undefined;
    const axis = depth % (points[0] as Point).length;
    const along = (number: number): number => (points[number] as Point)[axis] as number;
    const sorted = numbers.sort((a, b) => along(a) - along(b));
    const middle = sorted.length >> 1;
    return {
      point: sorted[middle] as number,
      axis,
      lower: grow(sorted.slice(0, middle), depth + 1),
      upper: grow(sorted.slice(middle + 1), depth + 1),
    };
  };
  return { points, weights, root: grow([...points.keys()], 0) };
}

/**
 * The nearest points to a place that have at least `count` examples between them, nearest first, and all that are as far
 * as the last of these; points equally far in the order of their numbers. Fewer only if the tree has fewer.
 */
export function nearest(tree: NeighbourTree, place: Point, count: number): readonly Neighbour[] {
  const { points, weights, root } = tree;
  const kept: Neighbour[] = [];
  let held = 0;
  const keep = (point: number, squaredDistance: number): void => {
    const last = kept.at(-1);
    if (held >= count && last !== undefined && squaredDistance > last.squaredDistance) return;
    let at = kept.length;
    while (at > 0 && after(kept[at - 1] as Neighbour, squaredDistance, point)) at--;
    kept.splice(at, 0, { point, squaredDistance });
    held += weights[point] as number;
    // Who is farthest goes once all nearer ones are enough without; those equally far go together.
    while (true) {
      const limit = (kept.at(-1) as Neighbour).squaredDistance;
      let first = kept.length;
      let weight = 0;
      while (first > 0 && (kept[first - 1] as Neighbour).squaredDistance === limit) {
        first--;
        weight += weights[(kept[first] as Neighbour).point] as number;
      }
      if (first === 0 || held - weight < count) return;
      kept.length = first;
      held -= weight;
    }
  };
  const visit = (branch: Branch | undefined): void => {
    if (branch === undefined) return;
    const point = points[branch.point] as Point;
    let squared = 0;
    for (let i = 0; i < point.length; i++) squared += ((point[i] as number) - (place[i] as number)) ** 2;
    keep(branch.point, squared);
    const beyond = (place[branch.axis] as number) - (point[branch.axis] as number);
    visit(beyond < 0 ? branch.lower : branch.upper);
    if (held < count || beyond ** 2 <= (kept.at(-1) as Neighbour).squaredDistance)
      visit(beyond < 0 ? branch.upper : branch.lower);
  };
  visit(root);
  return kept;
}

const after = (one: Neighbour, squaredDistance: number, point: number): boolean =>
  one.squaredDistance > squaredDistance || (one.squaredDistance === squaredDistance && one.point > point);
