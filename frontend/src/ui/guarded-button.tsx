import { Ban } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Decision } from '@/bridge/types';
import { Button } from './button';
import { Tooltip } from './popups';

interface GuardedButtonProps {
  decision: Decision | undefined;
  onPress: () => void;
  icon?: ReactNode;
  children: ReactNode;
  variant?: 'primary' | 'secondary';
  /** Another reason than the duties why it cannot be pressed now, in words. */
  blocked?: string | undefined;
}

/** Whom to ask instead; nothing when nobody may. */
export function whoMay({ ask, people }: Decision): string | undefined {
  if (ask.length === 0) return undefined;
  return `Ask ${ask.join(' or ')}${people.length > 0 ? `: ${people.join(', ')}` : ''}`;
}

/** A refusal in one sentence: the reason, and who may. */
export function refusal(decision: Decision): string {
  const who = whoMay(decision);
  return who ? `${decision.reason}. ${who}.` : `${decision.reason}.`;
}

/** A button that stays visible when it may not be pressed, and tells why on hover and focus. */
export function GuardedButton({ decision, onPress, icon, children, variant = 'primary', blocked }: GuardedButtonProps) {
  const denied = decision && !decision.allowed ? decision : undefined;
  const why = denied ? refusal(denied) : decision ? blocked : 'Asking whether you may';
  // One structure in every state: the button keeps its focus while the answer arrives.
  return (
    <Tooltip shown={why !== undefined} content={<Why text={why} rule={denied?.rule} />}>
      <Button
        variant={variant}
        off={why !== undefined}
        aria-description={why}
        icon={denied ? <Ban size={13} aria-hidden="true" /> : icon}
        onClick={onPress}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

const Why = ({ text, rule }: { text: string | undefined; rule: string | undefined }) => (
  <div className="flex flex-col gap-1">
    <span>{text}</span>
    {rule ? (
      <span className="text-faint">
        Rule <code className="mono">{rule}</code>
      </span>
    ) : null}
  </div>
);
