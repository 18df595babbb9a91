import type { Distribution } from "../drift/distribution.ts";
import type { ComparedShares } from "./compared-shares.ts";
import { independentSurprise, independentSurpriseOfValues } from "./independent-law.ts";
import { natsOfChance, type ShareLaw, type Surprise, surpriseBy } from "./share-law.ts";

/** What chance does to one family of shares, learnt or derived. */
export interface ChanceLaw {
  surprise(shares: ComparedShares): Surprise;
  /** The nats of a surprise of that chance, of the values as they are or at the window's own level. */
  natsAt(chance: number, atOwnLevel?: boolean): number;
}

export const learntLaw = (law: ShareLaw, slot?: string): ChanceLaw => ({
  surprise: (shares) => surpriseBy(law, shares, slot),
  natsAt: (chance, atOwnLevel) => natsOfChance(law, chance, atOwnLevel),
});

/** Of independent rows, where only a shortfall was asked of. */
export const shortfallLaw: ChanceLaw = inNats((shares) => independentSurprise(shares, { oneSided: true }));

/** Of independent rows, by shares alone. */
export const independentSharesLaw: ChanceLaw = inNats((shares) => independentSurprise(shares));

/** Of independent rows, of the values on both sides. */
export const independentLaw = (current: Distribution, baseline: Distribution): ChanceLaw =>
  inNats((shares) => independentSurpriseOfValues(shares, current, baseline));

/** Bounds of a chance are their own nats. */
function inNats(surprise: (shares: ComparedShares) => Surprise): ChanceLaw {
  return {
    surprise: (shares) => {
      const found = surprise(shares);
      return { ...found, nats: -Math.log(found.chance) };
    },
    natsAt: (chance) => -Math.log(chance),
  };
}
