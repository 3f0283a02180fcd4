import clsx from 'clsx';
import { Copy } from 'lucide-react';
import { IconButton } from './button';

/** YAML, or plain text that wraps, to be read and copied. */
export const CodeBlock = ({ text, name, plain = false }: { text: string; name: string; plain?: boolean }) => (
  <div className="relative min-h-0 rounded-md border border-line bg-surface">
    <div className="absolute top-1 right-1">
      <IconButton name={`Copy ${name}`} onClick={() => void navigator.clipboard?.writeText(text)}>
        <Copy size={14} />
      </IconButton>
    </div>
    <pre
      role="region"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled block must be reached by the keyboard
      tabIndex={0}
      aria-label={name}
      className={clsx('mono selectable max-h-120 overflow-auto p-3 leading-5', plain && 'whitespace-pre-wrap pr-9')}
    >
      {plain
        ? text
        : text.split('\n').map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <Line key={i} text={line} />
          ))}
    </pre>
  </div>
);

/** Keys of YAML stand back a little, so that the values are read first. */
function Line({ text }: { text: string }) {
  const [, indent = '', key, rest = ''] = /^(\s*(?:- )?)([\w./-]+:)(.*)$/.exec(text) ?? [];
  if (!key) return <div>{text || ' '}</div>;
  return (
    <div>
      {indent}
      <span className="text-accent">{key}</span>
      {rest}
    </div>
  );
}
