/** Plane and earth geometry: local frame, boxes, routes, swept areas. Metres and radians. */
package io.yardang.streamjobs.scoring.geometry;
