import { Ban, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Answer, Decision } from '@/bridge/types';
import { Button } from './button';
import { ExplainLink } from './explain-link';
import { Tooltip } from './popups';

interface GuardedButtonProps {
  decision: Answer | undefined;
  onPress: () => void;
  icon?: ReactNode;
  children: ReactNode;
  variant?: 'primary' | 'secondary' | 'danger';
  /** Another reason than the duties why it cannot be pressed now, in words. */
  blocked?: string | undefined;
  /** It only opens the sheet in which the gate is shown: what is held may be looked at. */
  opens?: boolean;
  /** The explanation is offered elsewhere: once for a list of such buttons. */
  explained?: boolean;
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

/** A button that stays visible when it may not be pressed, tells why on hover and focus, and offers the explanation. */
export function GuardedButton(props: GuardedButtonProps) {
  const { decision, onPress, icon, children, variant = 'primary', blocked, opens = false, explained = false } = props;
  const denied = decision && !decision.allowed ? decision : undefined;
  const held = decision?.allowed && decision.held ? `${decision.held}.` : undefined;
  const off = denied ? refusal(denied) : decision ? ((opens ? undefined : held) ?? blocked) : 'Asking whether you may';
  const why = off ?? held;
  const asked = (denied ?? (held ? decision : undefined))?.asked;
  // One structure in every state: the button keeps its focus while the answer arrives.
  return (
    <span className="inline-flex items-center gap-2">
      {asked && !explained ? <ExplainLink asked={asked} /> : null}
      <Tooltip shown={why !== undefined} content={<Why text={why} rule={denied?.rule} />}>
        <Button
          variant={variant}
          off={off !== undefined}
          aria-description={why}
          icon={denied ? <Ban size={13} aria-hidden="true" /> : held ? <Lock size={13} aria-hidden="true" /> : icon}
          onClick={onPress}
        >
          {children}
        </Button>
      </Tooltip>
    </span>
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
