/* What every signed-in page runs: the keys, refusals of a part of the page, articles put into a reply. */
import "./keys.js";
import "./refusals.js";
import "./articles.js";
