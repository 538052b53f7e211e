import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IconButton } from '../ui/button.tsx';
import { ToastRegion } from '../ui/toast.tsx';
import { DestinationsPanel } from './destinations/destinations-panel.tsx';
import { StudioContext, useCollection, useProgram, useStudio } from './hooks.ts';
import { useShortcuts } from './keyboard/use-shortcuts.ts';
import { MixerPanel } from './mixer/mixer-panel.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { PreviewPanel } from './preview/preview-panel.tsx';
import { ScenesPanel } from './scenes/scenes-panel.tsx';
import { SourcesPanel } from './sources/sources-panel.tsx';
import { BroadcastControls } from './status/broadcast-controls.tsx';
import { StatusBar } from './status/status-bar.tsx';
import type { Studio } from './studio.ts';
import { locale, text } from './text.ts';
import './app.css';

/** The whole window. */
export function App({ studio }: { readonly studio: Studio }): ReactNode {
  return (
    <I18nProvider locale={locale}>
      <StudioContext value={studio}>
        <WhenLoaded />
        <ToastRegion
          label={text('app.messages')}
          closeLabel={text('app.close')}
          toasts={studio.toasts}
        />
      </StudioContext>
    </I18nProvider>
  );
}

/** Views need the document and the settings: until then there is nothing to show. */
function WhenLoaded(): ReactNode {
  const { program } = useStudio();
  const collection = useProgram(program.collection);
  const settings = useProgram(program.settings);
  if (!collection || !settings) {
    return (
      <main className="loading">
        <h1>{text('app.name')}</h1>
        <p role="status">{text('app.loading')}</p>
      </main>
    );
  }
  return <Layout />;
}

function Layout(): ReactNode {
  useShortcuts();
  return (
    <>
      <div className="studio">
        <TopBar />
        <main className="studio-main">
          <ScenesPanel />
          <SourcesPanel />
          <PreviewPanel />
          <MixerPanel />
          <DestinationsPanel />
        </main>
        <StatusBar />
      </div>
      <OpenDialog />
    </>
  );
}

function TopBar(): ReactNode {
  const studio = useStudio();
  const snapshot = useProgram(studio.program.collection);
  const { name } = useCollection();
  const { openDialog } = studio.store.getState();
  return (
    <header className="top">
      <h1>{text('app.name')}</h1>
      <span className="quiet top-name">{name}</span>
      <div role="toolbar" aria-label={text('app.toolbar')} className="top-tools">
        <IconButton
          icon="undo"
          label={text('edit.undo')}
          isDisabled={!snapshot?.canUndo}
          onPress={() => {
            studio.undo();
          }}
        />
        <IconButton
          icon="redo"
          label={text('edit.redo')}
          isDisabled={!snapshot?.canRedo}
          onPress={() => {
            studio.redo();
          }}
        />
        <IconButton
          icon="settings"
          label={text('output.title')}
          onPress={() => {
            openDialog({ kind: 'settings' });
          }}
        />
        <IconButton
          icon="help"
          label={text('help.open')}
          onPress={() => {
            openDialog({ kind: 'help' });
          }}
        />
      </div>
      <BroadcastControls />
    </header>
  );
}
