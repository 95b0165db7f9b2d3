// The page of an incident: deeds that survive a lost line, and passages as evidence.
import {sendDeeds} from "./lib/deeds";
import {takePassages} from "./lib/passage";

sendDeeds();
takePassages();
