import {describe, expect, it} from "vitest";
import {addressWith} from "../lib/state";

describe("addresses with a filter changed", () => {
  it("keep the others, stay readable and begin at the first page", () => {
    const address = addressWith({area: "36,34;37,34;37,35", status: ""}, "?type=raid&status=claimed&page=3");
    expect(address).toBe("?type=raid&area=36,34;37,34;37,35");
  });

  it("are a bare mark where nothing is asked", () => {
    expect(addressWith({type: ""}, "?type=raid")).toBe("?");
  });
});
