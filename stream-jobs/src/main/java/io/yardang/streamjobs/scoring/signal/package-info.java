/** Plain functions on samples of one signal: smoothing, derivatives, percentiles, resampling. */
package io.yardang.streamjobs.scoring.signal;
