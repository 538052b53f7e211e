import type { Locator, Page } from 'playwright-core';
import { walkItems } from '#shared/model/item-tree.ts';
import type { Item, Scene, SceneCollection } from '#shared/model/scene-collection.ts';
import type { Source } from '#shared/model/source.ts';
import type { FakeProgram } from '#test/support/fake-program.ts';

/** The page's program, inside of `page.evaluate`. */
export interface StudioWindow {
  readonly program: FakeProgram;
}

/** The document as the page has it. */
export function documentOf(page: Page): Promise<SceneCollection> {
  return page.evaluate(() => {
    const { program } = window as unknown as StudioWindow;
    const snapshot = program.collection.get();
    if (!snapshot) throw new Error('no document');
    return snapshot.collection;
  });
}

export async function programScene(page: Page): Promise<Scene> {
  const { scenes, programSceneId } = await documentOf(page);
  const scene = scenes.find(({ id }) => id === programSceneId);
  if (!scene) throw new Error('no program scene');
  return scene;
}

/** The item that shows the source of that name, in the program scene. */
export async function itemNamed(page: Page, name: string): Promise<Item> {
  const { sources } = await documentOf(page);
  const source = sources.find((one) => one.name === name);
  const found = [...walkItems((await programScene(page)).items)].find(
    ({ item }) => item.kind === 'source' && item.sourceId === source?.id,
  );
  if (!found) throw new Error(`no layer ${name}`);
  return found.item;
}

export async function sourceNamed(page: Page, name: string): Promise<Source> {
  const source = (await documentOf(page)).sources.find((one) => one.name === name);
  if (!source) throw new Error(`no source ${name}`);
  return source;
}

export const dialog = (page: Page): Locator => page.getByRole('dialog').last();
export const preview = (page: Page): Locator => page.getByRole('application', { name: 'Preview' });
export const layer = (page: Page, name: string): Locator =>
  page.getByRole('treegrid').getByRole('row', { name });

/** Opens the add dialog and chooses a kind by its name. */
export async function chooseKind(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Add source' }).click();
  await dialog(page)
    .getByRole('option', { name: new RegExp(`^${kind}`) })
    .click();
}

/** Presses the dialog's main button and waits until the dialog is gone. */
export async function confirm(page: Page, button: string): Promise<void> {
  const open = dialog(page);
  await open.getByRole('button', { name: button, exact: true }).click();
  await open.waitFor({ state: 'detached' });
}

const canvas = { width: 1920, height: 1080 };

/** A place on the screen for canvas pixels. */
export async function onScreen(
  page: Page,
  x: number,
  y: number,
): Promise<{ x: number; y: number }> {
  const box = await preview(page).boundingBox();
  if (!box) throw new Error('the preview is not shown');
  return { x: box.x + (x * box.width) / canvas.width, y: box.y + (y * box.height) / canvas.height };
}

/** Presses at one place of the canvas and lets go at another. */
export async function dragOnCanvas(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const start = await onScreen(page, ...from);
  const end = await onScreen(page, ...to);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 3 });
  await page.mouse.move(end.x, end.y, { steps: 5 });
  await page.mouse.up();
}
