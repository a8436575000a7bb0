/** Surrogate safety measures: how near a collision was, and how bad it would have been. */
package io.yardang.streamjobs.scoring.safety;
