import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { accessibilityProblems, openStudioBrowser, type StudioBrowser } from './studio-browser.ts';
import {
  chooseKind,
  confirm,
  dialog,
  documentOf,
  dragOnCanvas,
  itemNamed,
  layer,
  onScreen,
  preview,
  programScene,
  sourceNamed,
  type StudioWindow,
} from './studio-driver.ts';

let studio: StudioBrowser;
let page: Page;
let complaints: readonly string[] = [];

beforeAll(async () => {
  studio = await openStudioBrowser();
});
afterAll(() => studio.close());

async function open(options?: Parameters<StudioBrowser['open']>[0]): Promise<void> {
  ({ page, complaints } = await studio.open(options));
  page.setDefaultTimeout(10_000);
}
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.context().close();
});

const layerNames = (): Promise<string[]> =>
  page
    .getByRole('treegrid')
    .locator('[data-key]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
const focusedName = (): Promise<string> =>
  page.evaluate(
    () =>
      document.activeElement?.getAttribute('aria-label') ??
      document.activeElement?.textContent ??
      '',
  );
const undoSteps = (): Promise<boolean> =>
  page.evaluate(
    () => (window as unknown as StudioWindow).program.collection.get()?.canUndo ?? false,
  );

/** Presses Tab until the control of that name has the focus, as somebody without a pointer does. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focusedName()) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach "${name}"`);
}

async function addColour(name: string, width = 400, height = 300): Promise<void> {
  await chooseKind(page, 'Colour');
  const form = dialog(page);
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('textbox', { name: 'Width' }).fill(String(width));
  await form.getByRole('textbox', { name: 'Height' }).fill(String(height));
  await confirm(page, 'Add');
}

describe('a scene from nothing', () => {
  it('with the pointer', async () => {
    await open();
    await page.getByRole('button', { name: 'Add scene' }).click();
    await addColour('Box');
    await dragOnCanvas(page, [200, 150], [700, 450]);
    expect((await itemNamed(page, 'Box')).transform).toMatchObject({ x: 500, y: 300 });
    await dragOnCanvas(page, [900, 600], [1300, 900]);
    const { transform } = await itemNamed(page, 'Box');
    expect(transform.scaleX).toBeCloseTo(2, 1);
    expect(transform.scaleX).toBeCloseTo(transform.scaleY, 6);
    expect(transform).toMatchObject({ x: 500, y: 300 });
    expect((await programScene(page)).name).toBe('Scene 2');
  });

  it('with the keyboard alone', async () => {
    await open();
    await tabTo('Add scene');
    await page.keyboard.press('Enter');
    await tabTo('Add source');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('option', { name: 'Camera' }).waitFor();
    await page.keyboard.type('Col');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('textbox', { name: 'Name' }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Back');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await layerNames()).toEqual(['Back']);

    await preview(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await expect
      .poll(async () => (await itemNamed(page, 'Back')).transform)
      .toMatchObject({ x: 1, y: 10 });
    await page.keyboard.press('ControlOrMeta+d');
    await expect.poll(layerNames).toEqual(['Back', 'Back']);
    await page.keyboard.press('Delete');
    await expect.poll(layerNames).toEqual(['Back']);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(layerNames).toEqual(['Back', 'Back']);
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect.poll(layerNames).toEqual(['Back']);

    await tabTo('Scene 2');
    await page.keyboard.press('F2');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Ending');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await programScene(page)).name).toBe('Ending');
    await page.getByRole('grid', { name: 'Scenes' }).getByRole('row', { name: 'Ending' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect
      .poll(async () => (await documentOf(page)).scenes.map(({ name }) => name))
      .toEqual(['Ending', 'Scene 1']);
    await page.keyboard.press('ArrowDown');
    expect((await programScene(page)).name).toBe('Ending');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await programScene(page)).name).toBe('Scene 1');
  });
});

describe('the preview', () => {
  it('makes one undo step of a drag', async () => {
    await open();
    await addColour('Box');
    await dragOnCanvas(page, [100, 100], [600, 500]);
    expect((await itemNamed(page, 'Box')).transform).toMatchObject({ x: 500, y: 400 });
    await page.keyboard.press('ControlOrMeta+z');
    await expect
      .poll(async () => (await itemNamed(page, 'Box')).transform)
      .toMatchObject({ x: 0, y: 0 });
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(undoSteps).toBe(false);
    expect(await layerNames()).toEqual([]);
  });

  it('selects the topmost under the pointer and leaves a locked layer alone', async () => {
    await open();
    await addColour('Below');
    await addColour('Above');
    await page.getByRole('button', { name: 'Locked: Above' }).click();
    await dragOnCanvas(page, [100, 100], [300, 200]);
    expect((await itemNamed(page, 'Above')).transform).toMatchObject({ x: 0, y: 0 });
    expect((await itemNamed(page, 'Below')).transform).toMatchObject({ x: 200, y: 100 });
    expect(await layer(page, 'Below').getAttribute('aria-selected')).toBe('true');
    await preview(page).press('Escape');
    expect(await layer(page, 'Below').getAttribute('aria-selected')).toBe('false');
    await layer(page, 'Above').click();
    await preview(page).press('ArrowRight');
    expect((await itemNamed(page, 'Above')).transform).toMatchObject({ x: 0, y: 0 });
  });

  it('turns an item by its upper handle', async () => {
    await open();
    await addColour('Box');
    await dragOnCanvas(page, [100, 100], [800, 500]);
    const handle = await page.locator('[data-handle="turn"]').boundingBox();
    if (!handle) throw new Error('no handle');
    const right = await onScreen(page, 1500, 550);
    await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
    await page.mouse.down();
    await page.mouse.move(right.x, right.y, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(async () => (await itemNamed(page, 'Box')).transform.rotationDeg)
      .toBeCloseTo(90, 0);
  });

  it('shows a trouble at the layer and on the picture, and tries again', async () => {
    await open();
    await addColour('Box');
    const { id } = await sourceNamed(page, 'Box');
    await page.evaluate((sourceId) => {
      const { program } = window as unknown as StudioWindow;
      program.setTrouble(sourceId, { kind: 'lost', text: 'The camera was unplugged' });
    }, id);
    await layer(page, 'Box').getByText('The camera was unplugged').waitFor();
    await page
      .getByRole('region', { name: 'Preview' })
      .getByRole('button', { name: 'Try again' })
      .click();
    await page.getByText('The camera was unplugged').first().waitFor({ state: 'detached' });
  });

  it('comes back after the compositor was lost', async () => {
    await open();
    await addColour('Box', 1920, 1080);
    await page.evaluate(() => {
      (window as unknown as StudioWindow).program.losePreview();
    });
    await page.locator('canvas').waitFor();
    expect(await page.locator('canvas').count()).toBe(1);
  });
});

describe('lists', () => {
  const sceneNames = async (): Promise<string[]> =>
    (await documentOf(page)).scenes.map(({ name }) => name);

  it('are put in order by dragging, with the pointer and with the keyboard', async () => {
    await open();
    await page.getByRole('button', { name: 'Add scene' }).click();
    await page.getByRole('button', { name: 'Add scene' }).click();
    const row = (name: string) => page.getByRole('grid').getByRole('row', { name });
    await row('Scene 1').dragTo(row('Scene 3'), { targetPosition: { x: 60, y: 30 } });
    await expect.poll(sceneNames).toEqual(['Scene 2', 'Scene 3', 'Scene 1']);
    await page.getByRole('button', { name: 'Drag Scene 1' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Started dragging').first().waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(sceneNames).toEqual(['Scene 2', 'Scene 1', 'Scene 3']);
  });

  it('rename by a double click, duplicate and remove by the menu', async () => {
    await open();
    await page.getByRole('grid').getByText('Scene 1').dblclick();
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Intro');
    await confirm(page, 'Save');
    await page.getByRole('button', { name: 'Actions for Intro' }).click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await expect.poll(sceneNames).toEqual(['Intro', 'Intro copy']);
    await page.getByRole('button', { name: 'Actions for Intro', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await expect.poll(sceneNames).toEqual(['Intro copy']);
    await page.getByRole('button', { name: 'Actions for Intro copy' }).click();
    const remove = page.getByRole('menuitem', { name: 'Remove' });
    expect(await remove.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('the mixer', () => {
  it('sets volume, mute and offset, and shows levels in numbers', async () => {
    await open();
    await chooseKind(page, 'Test pattern');
    await confirm(page, 'Add');
    const audio = async () => (await sourceNamed(page, 'Test pattern')).audio;
    const fader = page.getByRole('slider', { name: 'Test pattern: volume' });
    await fader.press('ArrowLeft');
    await fader.press('ArrowLeft');
    await expect.poll(async () => (await audio()).gainDb).toBe(-1);
    await page.getByRole('button', { name: 'Mute Test pattern' }).click();
    await expect.poll(async () => (await audio()).muted).toBe(true);
    await page.getByRole('button', { name: 'Sound settings of Test pattern' }).click();
    await dialog(page).getByRole('textbox', { name: 'Sync offset' }).fill('-120');
    await confirm(page, 'Save');
    await expect.poll(async () => (await audio()).syncOffsetMs).toBe(-120);
    const { id } = await sourceNamed(page, 'Test pattern');
    await page.evaluate((sourceId) => {
      const { program } = window as unknown as StudioWindow;
      const channel = { peakDb: -12, rmsDb: -15 };
      const levels = { channels: [channel, channel], clipped: false };
      setInterval(() => {
        program.measure({ program: levels, strips: new Map([[sourceId, levels]]) });
      }, 30);
    }, id);
    const meter = page.getByRole('meter', { name: 'Level of Test pattern' });
    await meter.getByText('−12.0 dB').waitFor();
    expect(await meter.getAttribute('aria-valuenow')).toBe('-12');
  });
});

describe('sources', () => {
  it('of every kind can be added', async () => {
    await open();
    await page.context().grantPermissions(['camera', 'microphone']);
    const plain = ['Screen', 'Window', 'Computer sound', 'Colour', 'Test pattern'];
    for (const kind of plain) {
      await chooseKind(page, kind);
      await confirm(page, 'Add');
    }
    await page.evaluate(() => {
      (window as unknown as StudioWindow).program.setDevices([
        { kind: 'camera', id: 'c', label: 'Desk camera', thumbnail: null },
        { kind: 'microphone', id: 'm', label: 'Lapel', thumbnail: null },
      ]);
    });
    for (const [kind, device] of [
      ['Camera', 'Desk camera'],
      ['Microphone', 'Lapel'],
    ] as const) {
      await chooseKind(page, kind);
      await dialog(page).getByRole('button', { name: 'The first one there is' }).click();
      await page.getByRole('option', { name: device }).click();
      await confirm(page, 'Add');
      expect(await sourceNamed(page, kind)).toMatchObject({ deviceLabel: device });
    }
    for (const [kind, file] of [
      ['Picture', 'logo.png'],
      ['Video or sound file', 'clip.mp4'],
    ] as const) {
      await chooseKind(page, kind);
      await dialog(page).getByRole('button', { name: 'Choose…' }).click();
      await dialog(page).getByRole('option', { name: file }).click();
      await confirm(page, 'Add');
      expect(await sourceNamed(page, kind)).toMatchObject({ file: `/home/${file}` });
    }
    await chooseKind(page, 'Text');
    await dialog(page).getByRole('textbox', { name: 'Text' }).fill('Hello');
    await confirm(page, 'Add');
    await chooseKind(page, 'Web page');
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    await dialog(page).getByText('A web address begins with http:// or https://').waitFor();
    await dialog(page).getByRole('textbox', { name: 'Address' }).fill('https://example.com/');
    await confirm(page, 'Add');
    await chooseKind(page, 'Existing source');
    await dialog(page).getByRole('option', { name: 'Text' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Add scene' }).click();
    await chooseKind(page, 'Another scene');
    await dialog(page).getByRole('option', { name: 'Scene 1' }).click();
    await expect.poll(layerNames).toEqual(['Scene 1']);
    const { sources, scenes } = await documentOf(page);
    expect(new Set(sources.map(({ kind }) => kind)).size).toBe(11);
    expect(scenes[0]?.items).toHaveLength(12);
  });

  it('can be grouped, hidden, blended and put in order', async () => {
    await open();
    await addColour('A');
    await addColour('B');
    await layer(page, 'A').click();
    await layer(page, 'B').click({ modifiers: ['ControlOrMeta'] });
    await page.getByRole('button', { name: 'Group selected layers' }).click();
    await expect.poll(layerNames).toEqual(['Group 1', 'B', 'A']);
    await layer(page, 'A').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(layerNames).toEqual(['Group 1', 'A', 'B']);
    await page.getByRole('button', { name: 'Visible: B' }).click();
    await expect.poll(async () => (await itemNamed(page, 'B')).visible).toBe(false);
    await page.getByRole('button', { name: 'Actions for A', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Opacity and blending' }).click();
    await dialog(page).getByRole('slider', { name: 'Opacity' }).press('PageDown');
    await dialog(page).getByRole('button', { name: 'Normal' }).click();
    await page.getByRole('option', { name: 'Screen' }).click();
    await expect
      .poll(() => itemNamed(page, 'A'))
      .toMatchObject({ opacity: 0.9, blendMode: 'screen' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Actions for Group 1' }).click();
    await page.getByRole('menuitem', { name: 'Ungroup' }).click();
    await expect.poll(layerNames).toEqual(['A', 'B']);
  });
});

describe('going live', () => {
  it('asks for a destination, splits the key off, and never shows it again', async () => {
    await open();
    await page.getByRole('button', { name: 'Go live' }).click();
    const form = dialog(page);
    await form.getByRole('textbox', { name: 'Address' }).fill('https://no.example/x');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('An address looks like').waitFor();
    await form
      .getByRole('textbox', { name: 'Address' })
      .fill('rtmp://live.example.com/app/canary-key');
    await confirm(page, 'Save');
    const saved = await page.evaluate(() => {
      const { program } = window as unknown as StudioWindow;
      return program.calls.find(({ method }) => method === 'saveDestination')?.input;
    });
    expect(saved).toMatchObject({
      destination: { url: 'rtmp://live.example.com/app' },
      streamKey: 'canary-key',
    });
    await page.getByRole('button', { name: 'Actions for Destination 1' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await dialog(page).getByText('Stored in the vault').waitFor();
    expect(await page.content()).not.toContain('canary-key');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByRole('button', { name: 'Stop broadcast' }).waitFor();
    await page.getByTestId('announcer').getByText('You are live.').waitFor();
    await page.getByRole('row', { name: 'Scene 1' }).getByText('On air').waitFor();
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await dialog(page).getByText('These stay as they are').waitFor();
    expect(await dialog(page).getByRole('textbox', { name: 'Bitrate' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Stop broadcast' }).click();
    await page.getByRole('button', { name: 'Go live' }).waitFor();
  });

  it('records and says where', async () => {
    await open();
    await page.getByRole('button', { name: 'Record' }).click();
    await page.getByText('Recording for').waitFor();
    await page.getByRole('button', { name: 'Stop recording' }).click();
    await page.getByText('/videos/show.mp4 (12.3 MB, 1:01)').waitFor();
  });

  it('says what a refused call means', async () => {
    await open();
    await page.evaluate((error) => {
      const { program } = window as unknown as StudioWindow;
      program.failures.set('startRecording', Object.assign(new Error(error), {}) as never);
    }, new RpcError('conflict', 'the disk is full').message);
    await page.getByRole('button', { name: 'Record' }).click();
    await page
      .getByRole('alertdialog', { name: 'Recording did not start' })
      .getByText('the disk is full')
      .waitFor();
  });

  it('saves the output settings', async () => {
    await open();
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await dialog(page).getByRole('button', { name: '1920×1080' }).click();
    await page.getByRole('option', { name: '1280×720' }).click();
    await dialog(page).getByRole('textbox', { name: 'Bitrate' }).fill('4500');
    await confirm(page, 'Save');
    const settings = await page.evaluate(
      () => (window as unknown as StudioWindow).program.settings.get()?.output,
    );
    expect(settings).toMatchObject({ width: 1280, height: 720, videoBitrateKbps: 4500 });
  });
});

describe('accessibility', () => {
  it.each([
    { name: 'light', isDark: false, width: 1280, height: 720 },
    { name: 'dark', isDark: true, width: 1920, height: 1080 },
  ])('axe-core finds nothing on any screen, $name', async ({ isDark, width, height }) => {
    await open({ isDark, width, height });
    const check = async (): Promise<void> => {
      expect(await accessibilityProblems(page)).toEqual([]);
    };
    const checkDialog = async (openIt: () => Promise<void>): Promise<void> => {
      await openIt();
      await dialog(page).waitFor();
      await check();
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
    };
    await check();
    for (const kind of ['Camera', 'Microphone', 'Screen', 'Picture', 'Text', 'Web page']) {
      await checkDialog(() => chooseKind(page, kind));
    }
    await chooseKind(page, 'Test pattern');
    await confirm(page, 'Add');
    await check();
    await checkDialog(() => page.getByRole('button', { name: 'Add source' }).click());
    await checkDialog(() => page.getByRole('button', { name: 'Settings', exact: true }).click());
    await checkDialog(() => page.getByRole('button', { name: 'Keyboard help' }).click());
    await checkDialog(() => page.getByRole('button', { name: 'Add destination' }).click());
    await checkDialog(() =>
      page.getByRole('button', { name: 'Sound settings of Test pattern' }).click(),
    );
    await checkDialog(() => layer(page, 'Test pattern').press('F2'));
    await page.evaluate(() => {
      (window as unknown as StudioWindow).program.notify('The compositor was started again.');
    });
    await page.getByText('The compositor was started again.').waitFor();
    await check();
    const fits = await page.evaluate(
      () =>
        document.documentElement.scrollWidth <= innerWidth &&
        document.documentElement.scrollHeight <= innerHeight,
    );
    expect(fits).toBe(true);
  });
});
