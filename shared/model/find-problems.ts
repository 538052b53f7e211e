import { walkItems } from './item-tree.ts';
import { collectionLimits } from './scene-collection.ts';
import type { Scene, SceneCollection } from './scene-collection.ts';

/** What is wrong with a document, and where: `scenes[0].items[3].sourceId`. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

/**
 * What a schema cannot say of a collection: ids are unique, references lead somewhere, scenes do not
 * hold themselves, groups and unfolded scenes stay within limits. Iterative. The reducer keeps
 * a collection without problems without problems.
 */
export function findProblems(collection: SceneCollection): Problem[] {
  const problems: Problem[] = [];
  const sourceIds = uniqueIds(collection.sources, 'sources', problems);
  const sceneIds = uniqueIds(collection.scenes, 'scenes', problems);
  if (!sceneIds.has(collection.programSceneId)) {
    problems.push({
      field: 'programSceneId',
      message: `there is no scene "${collection.programSceneId}"`,
    });
  }
  for (const [index, scene] of collection.scenes.entries()) {
    checkItems(scene, `scenes[${index}]`, sourceIds, sceneIds, problems);
  }
  const graphProblem = findGraphProblem(collection.scenes);
  if (graphProblem) problems.push(graphProblem);
  return problems;
}

function uniqueIds(
  list: readonly { readonly id: string }[],
  field: string,
  problems: Problem[],
): Set<string> {
  const ids = new Set<string>();
  for (const [index, { id }] of list.entries()) {
    if (ids.has(id)) {
      problems.push({ field: `${field}[${index}].id`, message: `the id "${id}" is used twice` });
    }
    ids.add(id);
  }
  return ids;
}

function checkItems(
  scene: Scene,
  path: string,
  sourceIds: ReadonlySet<string>,
  sceneIds: ReadonlySet<string>,
  problems: Problem[],
): void {
  const itemIds = new Set<string>();
  let count = 0;
  for (const { item, path: field, groupDepth } of walkItems(scene.items, `${path}.items`)) {
    count += 1;
    if (itemIds.has(item.id)) {
      const message = `the id "${item.id}" is used twice in the scene`;
      problems.push({ field: `${field}.id`, message });
    }
    itemIds.add(item.id);
    if (item.kind === 'source' && !sourceIds.has(item.sourceId)) {
      const message = `there is no source "${item.sourceId}"`;
      problems.push({ field: `${field}.sourceId`, message });
    }
    if (item.kind === 'scene' && !sceneIds.has(item.sceneId)) {
      problems.push({ field: `${field}.sceneId`, message: `there is no scene "${item.sceneId}"` });
    }
    if (item.kind === 'group' && groupDepth === collectionLimits.groupDepth) {
      const message = `groups may be nested ${collectionLimits.groupDepth} deep`;
      problems.push({ field, message });
    }
  }
  if (count > collectionLimits.itemsPerScene) {
    const message = `the scene has ${count} items; at most ${collectionLimits.itemsPerScene} fit`;
    problems.push({ field: `${path}.items`, message });
  }
}

interface SceneLinks {
  readonly scene: Scene;
  readonly field: string;
  readonly ownItems: number;
  readonly nested: readonly { readonly sceneId: string; readonly field: string }[];
}

/**
 * The first scene that holds itself, directly or not, or that draws more than
 * `collectionLimits.drawnItems` with its nested scenes unfolded; else null.
 */
export function findGraphProblem(scenes: readonly Scene[]): Problem | null {
  const links = new Map(scenes.map((scene, index) => [scene.id, linksOf(scene, index)]));
  const drawnItems = new Map<string, number>();
  for (const start of links.values()) {
    if (drawnItems.has(start.scene.id)) continue;
    const open = [{ links: start, next: 0 }];
    for (let level = open.at(-1); level; level = open.at(-1)) {
      const link = level.links.nested[level.next++];
      const nested = link && links.get(link.sceneId);
      if (link && nested && !drawnItems.has(link.sceneId)) {
        const loopStart = open.findIndex((above) => above.links === nested);
        if (loopStart >= 0) {
          const loop = [...open.slice(loopStart).map((above) => above.links), nested];
          const names = loop.map((scene) => `"${scene.scene.name}"`).join(' → ');
          return { field: link.field, message: `the scene would hold itself: ${names}` };
        }
        open.push({ links: nested, next: 0 });
      } else if (!link) {
        const { scene, field, ownItems, nested: inner } = level.links;
        const drawn = inner.reduce(
          (sum, { sceneId }) => sum + (drawnItems.get(sceneId) ?? 0),
          ownItems,
        );
        if (drawn > collectionLimits.drawnItems) {
          const message = `"${scene.name}" draws ${drawn} items with its nested scenes; at most ${collectionLimits.drawnItems} fit`;
          return { field: `${field}.items`, message };
        }
        drawnItems.set(scene.id, drawn);
        open.pop();
      }
    }
  }
  return null;
}

function linksOf(scene: Scene, index: number): SceneLinks {
  const field = `scenes[${index}]`;
  const nested: { sceneId: string; field: string }[] = [];
  let ownItems = 0;
  for (const { item, path } of walkItems(scene.items, `${field}.items`)) {
    ownItems += 1;
    if (item.kind === 'scene') nested.push({ sceneId: item.sceneId, field: `${path}.sceneId` });
  }
  return { scene, field, ownItems, nested };
}
