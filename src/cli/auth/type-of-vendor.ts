import type { Vendor } from "../../auth/vendor.ts";
import type { ProviderType } from "../../providers/table.ts";

/** The provider type that a vendor's login is for. */
export function typeOfVendor(vendor: Vendor): ProviderType {
  return vendor === "google" ? "gemini" : vendor;
}
