// What every page loads: its styles, its menu, and htmx for pages that use it.
import "./styles/tokens.css";
import "./styles/base.css";
import "./lib/htmx";
import {closeMenu} from "./lib/menu";

// Each topic has its own file in styles/; all are small, so one stylesheet serves every page.
import.meta.glob("./styles/*.css", {eager: true});

closeMenu();
