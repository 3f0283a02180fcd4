import type { FleetProblem } from '@/bridge/types';
import { StatusShape } from '@/ui/status';

interface ProblemListProps {
  problems: readonly FleetProblem[];
  onGo: (problem: FleetProblem) => void;
}

/** What is wrong with the text, from top to bottom; each line goes to its place. */
export const ProblemList = ({ problems, onGo }: ProblemListProps) => (
  <section aria-label="Problems" className="max-h-44 shrink-0 overflow-y-auto border-line border-t bg-surface py-1">
    <ul>
      {problems.map((problem) => (
        <li key={`${problem.line}:${problem.column}:${problem.detail}`}>
          <button
            type="button"
            onClick={() => onGo(problem)}
            className="flex min-h-6 w-full items-start gap-2.5 px-4 py-0.5 text-left outline-offset-[-2px] hover:bg-hover"
          >
            <span className="pt-1">
              <StatusShape shape="triangle" tone="bad" />
            </span>
            <span className="mono w-14 shrink-0 pt-px text-right text-faint">
              {problem.line}:{problem.column}
            </span>
            <span className="selectable min-w-0 flex-1">
              {problem.detail}. {problem.path ? <span className="mono text-faint">{problem.path}</span> : null}
            </span>
          </button>
        </li>
      ))}
    </ul>
  </section>
);
