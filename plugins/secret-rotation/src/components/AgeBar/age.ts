import type { Secret } from '@keyturn/backstage-plugin-secret-rotation-common';

/** The scale ends at one and a half limits, so that the limit stands at the same place in every row. */
const SCALE = 1.5;

/** From this part of the limit on, a secret is about to be due. */
const NEARLY = 0.8;

/** What an age bar draws, in percent of its width. @internal */
export interface AgeDrawing {
  ageSeconds?: number;
  limitSeconds?: number;
  /** The filled part up to the limit. */
  fill: number;
  /** The part past the limit. */
  over: number;
  /** Where the limit stands. */
  limit?: number;
  tone: 'fine' | 'nearly' | 'over' | 'unknown';
}

function toneOf(share: number, due: Secret['due']): AgeDrawing['tone'] {
  if (share > 1) return 'over';
  return share >= NEARLY || due === 'due-soon' ? 'nearly' : 'fine';
}

/** Measures the age of a secret against its policy. @internal */
export function drawAge(
  secret: Pick<Secret, 'rotatedAt' | 'policy' | 'due'>,
  now: number,
): AgeDrawing {
  const limitSeconds = secret.policy?.everySeconds;
  if (!secret.rotatedAt)
    return { limitSeconds, fill: 0, over: 0, tone: 'unknown' };
  const ageSeconds = Math.max(
    0,
    (now - new Date(secret.rotatedAt).getTime()) / 1_000,
  );
  if (!limitSeconds) return { ageSeconds, fill: 0, over: 0, tone: 'fine' };
  const limit = 100 / SCALE;
  const share = ageSeconds / limitSeconds;
  return {
    ageSeconds,
    limitSeconds,
    limit,
    fill: Math.min(share, 1) * limit,
    over: Math.min(Math.max(share - 1, 0), SCALE - 1) * limit,
    tone: toneOf(share, secret.due),
  };
}
