/** What the fleet's life is told with: its endpoints, and the window that everything begins with. */

export const HOUR = 3_600_000;

export const SHOP = { endpoint: "shop", variant: "AllTraffic" };

export const JOBS = { endpoint: "jobs", variant: "AllTraffic" };

export const COMPAT = { endpoint: "compat", variant: "AllTraffic" };

export const TEN = { ...SHOP, windowId: "20010216T10Z", revision: 0 };

export const REPLAYED = { ...TEN, replay: "again" };

export const MANIFEST = "jobs/output/2001/02/16/10/e824d723-e1f2-4986-90fc-0b0ac58ea0fc.json";

export const folderOf = ({ endpoint, variant, windowId }: typeof TEN, above = "") =>
  `${above}windows/${endpoint}/${variant}/${windowId}/`;

export const WINDOW_STEPS = ["close-window", "analyze-window", "publish-report"];
