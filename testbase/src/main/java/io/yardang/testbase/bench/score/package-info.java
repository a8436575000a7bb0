/** What scoring costs: the scorer alone, in its job, and on the way from the wire to the page. */
package io.yardang.testbase.bench.score;
