import {describe, expect, it} from "vitest";
import {keyOf} from "../lib/keys";

const pressed = (key: string, code: string, shiftKey = false) => keyOf({key, code, shiftKey});

describe("keys of the queue", () => {
  it("are the Latin letters, wherever the layout has them", () => {
    expect(pressed("a", "KeyA")).toBe("a");
    expect(pressed("a", "KeyQ")).toBe("a"); // a French keyboard
    expect(pressed("A", "KeyA")).toBe("a"); // caps lock
  });
  it("are found by their place on an Arabic keyboard", () => {
    expect(pressed("ش", "KeyA")).toBe("a");
    expect(pressed("ت", "KeyJ")).toBe("j");
    expect(pressed("ق", "KeyR")).toBe("r");
  });
  it("know both question marks", () => {
    expect(pressed("?", "Slash", true)).toBe("?");
    expect(pressed("؟", "Slash", true)).toBe("?");
  });
  it("leave other keys and other alphabets alone", () => {
    expect(pressed("Enter", "Enter")).toBe("Enter");
    expect(pressed("ф", "KeyA")).toBe("ф");
    expect(pressed("A", "KeyA", true)).toBe("");
  });
});
