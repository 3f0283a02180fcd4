import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { lookOf, Status, wordOf } from './status';

describe('a status is a shape, a word and a colour', () => {
  it.each([
    ['Healthy', 'dot', 'ok', 'Healthy'],
    ['OutOfSync', 'diamond', 'attention', 'Out of sync'],
    ['Degraded', 'triangle', 'bad', 'Degraded'],
    ['Progressing', 'half', 'busy', 'Progressing'],
    ['CrashLoopBackOff', 'triangle', 'bad', 'Crash loop'],
    ['refused', 'barred', 'attention', 'Refused'],
    ['a word nobody knows', 'ring', 'unknown', 'A word nobody knows'],
  ])('%s', (word, shape, tone, read) => {
    expect(lookOf(word)).toMatchObject({ shape, tone });
    expect(wordOf(word)).toBe(read);
  });

  it('no status is a dash, not a green dot', () => {
    render(<Status word="" />);
    expect(screen.getByText('–')).toBeInTheDocument();
  });
});
