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

/** A refusal in one sentence: the reason, and who may. */
export function refusal(decision: Decision): string {
  const who = decision.people.length > 0 ? `: ${decision.people.join(', ')}` : '';
  const ask = decision.ask.length > 0 ? ` Ask ${decision.ask.join(' or ')}${who}.` : '';
  return `${decision.reason}.${ask}`;
}

/** A button that stays visible when it may not be pressed, and tells why on hover and focus. */
export function GuardedButton({ decision, onPress, icon, children, variant = 'primary', blocked }: GuardedButtonProps) {
  const denied = decision && !decision.allowed ? decision : undefined;
  if (decision?.allowed && !blocked) {
    return (
      <Button variant={variant} icon={icon} onClick={onPress}>
        {children}
      </Button>
    );
  }
  const why = denied ? refusal(denied) : (blocked ?? 'Asking whether you may');
  return (
    <Tooltip
      content={
        <div className="flex flex-col gap-1">
          <span>{why}</span>
          {denied?.rule ? (
            <span className="text-faint">
              Rule <code className="mono">{denied.rule}</code>
            </span>
          ) : null}
        </div>
      }
    >
      <Button variant={variant} off aria-description={why} icon={denied ? <Ban size={13} /> : icon}>
        {children}
      </Button>
    </Tooltip>
  );
}
