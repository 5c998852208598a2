/* What every signed-in page runs: the keys, and refusals of a part of the page. */
import "./keys.js";
import "./refusals.js";
