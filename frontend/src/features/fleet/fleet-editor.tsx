import { useMutation, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, lazy, Suspense, useState } from 'react';
import { fleetSchemaQuery, previousFleet } from '@/bridge/fleet';
import { target, useCan } from '@/bridge/policy';
import type { FleetFile, FleetProblem } from '@/bridge/types';
import { Button } from '@/ui/button';
import { GuardedButton, refusal } from '@/ui/guarded-button';
import { Skeleton } from '@/ui/notices';
import { Page } from '@/ui/page';
import { useProblems } from './api';
import type { useDraft } from './draft';
import { parseSchema } from './editor/schema';
import { Note, Origin } from './origin';
import { ProblemList } from './problem-list';
import { SaveSheet } from './save-sheet';

const Editor = lazy(() => import('./editor/editor'));

interface FleetEditorProps {
  file: FleetFile;
  draft: ReturnType<typeof useDraft>;
}

/** The fleet's file as text: completed and explained by its schema, checked as one types, saved with its diff first. */
export function FleetEditor({ file, draft }: FleetEditorProps) {
  const schema = useQuery({ ...fleetSchemaQuery, select: parseSchema });
  const decision = useCan(file.missing ? 'fleet.create' : 'fleet.write', target({ name: file.file }));
  const checked = useProblems(draft.text, draft.dirty);
  const problems = (draft.dirty ? checked.problems : file.problems) ?? [];
  const [goTo, setGoTo] = useState<FleetProblem>();
  const [saving, setSaving] = useState(false);
  const denied = decision && !decision.allowed ? refusal(decision) : '';
  const locked = file.readOnly !== '' || denied !== '';
  const blocked = blockedBy(draft, problems, !draft.dirty || checked.current);
  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    if (!locked && !blocked) setSaving(true);
  };
  return (
    <Page
      title="Fleet"
      about={
        file.missing
          ? 'A first file for the team'
          : 'Which namespaces are which environment, who has which role, whose login is whose'
      }
      actions={
        <>
          {file.previous && !locked ? <PreviousVersion onText={draft.write} /> : null}
          {draft.dirty ? <Button onClick={draft.discard}>{file.missing ? 'Drop it' : 'Discard changes'}</Button> : null}
          {file.readOnly ? null : (
            <GuardedButton decision={decision} blocked={blocked} onPress={() => setSaving(true)}>
              Review and save
            </GuardedButton>
          )}
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: saving by the keyboard works wherever the focus is inside */}
      <div className="flex h-full min-h-0 flex-col" onKeyDown={keys}>
        <Origin file={file} />
        <Notes file={file} draft={draft} denied={denied} />
        <div className="min-h-0 flex-1 border-line border-t">
          <Suspense fallback={<Skeleton rows={12} />}>
            <Editor
              name={file.file}
              text={draft.text}
              onText={draft.write}
              problems={problems}
              goTo={goTo}
              readOnly={locked}
              schema={schema.data}
            />
          </Suspense>
        </div>
        {problems.length > 0 ? <ProblemList problems={problems} onGo={(problem) => setGoTo({ ...problem })} /> : null}
      </div>
      {saving ? (
        <SaveSheet
          file={file}
          text={draft.text}
          base={draft.base}
          decision={decision}
          onClose={() => setSaving(false)}
        />
      ) : null}
    </Page>
  );
}

/** Brings back the text before the last change, as a change of what is there now. */
function PreviousVersion({ onText }: { onText: (text: string) => void }) {
  const previous = useMutation({ mutationFn: previousFleet, onSuccess: onText });
  return (
    <Button
      variant="quiet"
      title={previous.error?.message ?? 'The text before the last change made here; it is saved only when you save it'}
      onClick={() => previous.mutate()}
    >
      {previous.error ? 'No previous version' : 'Previous version'}
    </Button>
  );
}

interface NotesProps {
  file: FleetFile;
  draft: FleetEditorProps['draft'];
  denied: string;
}

/** Why it is not in force, not to be changed, or not what it was when one began. */
function Notes({ file, draft, denied }: NotesProps) {
  const { problem } = file;
  return (
    <>
      {problem && !file.missing && (file.problems.length === 0 || !draft.dirty) ? (
        <Note>
          {file.problems.length > 0
            ? `The newest version is not in force, because of ${file.problems.length === 1 ? 'a problem' : `${file.problems.length} problems`} below.`
            : `${problem.detail}.`}
        </Note>
      ) : null}
      {file.readOnly ? <Note quiet>{file.readOnly}.</Note> : null}
      {denied && !file.readOnly ? <Note quiet>Read only: {denied}</Note> : null}
      {draft.overtaken ? (
        <Note
          action={
            <>
              <Button onClick={draft.rebase}>Keep my text</Button>
              <Button onClick={draft.discard}>Take theirs</Button>
            </>
          }
        >
          Somebody changed the file while you were writing. Keep your text and compare it with theirs before saving, or
          take theirs.
        </Note>
      ) : null}
    </>
  );
}

function blockedBy(draft: FleetEditorProps['draft'], problems: readonly FleetProblem[], known: boolean) {
  if (!draft.dirty) return 'Nothing is changed';
  if (draft.overtaken) return 'The file was changed meanwhile';
  if (!known) return 'The text is being checked';
  if (problems.length > 0)
    return problems.length === 1 ? 'There is a problem' : `There are ${problems.length} problems`;
  return undefined;
}
