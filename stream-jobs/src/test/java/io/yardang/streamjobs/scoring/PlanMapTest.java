package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yardang.v1.AlarmKind;
import io.yardang.v1.RunPlan;
import io.yardang.v1.SignalState;
import io.yardang.v1.ZoneKind;
import org.junit.jupiter.api.Test;

class PlanMapTest {
  private static final String PLAN =
      """
      title: Town
      scorecard_id: patrol
      origin: {latitude_deg: 40.0, longitude_deg: 94.0}
      participants: [{vehicle_id: P-01}]
      zones:
        - {zone_id: yard, kind: ZONE_KIND_GEOFENCE, ring: [{latitude_deg: 40, longitude_deg: 94},
           {latitude_deg: 40.01, longitude_deg: 94}, {latitude_deg: 40, longitude_deg: 94.01}]}
      map:
        type: FeatureCollection
        features:
          - type: Feature
            properties: {kind: work_area, id: square}
            geometry:
              type: Polygon
              coordinates:
                - [[94, 40], [94.001, 40], [94.001, 40.001], [94, 40.001], [94, 40]]
                - [[94.0004, 40.0004], [94.0006, 40.0004], [94.0006, 40.0006], [94.0004, 40.0004]]
          - type: Feature
            properties: {kind: lane, id: L1, width_m: 3.5}
            geometry: {type: LineString, coordinates: [[94, 40], [94.002, 40]]}
          - type: Feature
            properties: {kind: stop_line, id: S1, signal: T1}
            geometry: {type: LineString, coordinates: [[94.001, 40.00002], [94.001, 39.99998]]}
          - type: Feature
            properties:
              kind: signal
              id: T1
              first_phase_s: 3
              phases: [{state: green, duration_s: 20}, {state: red_amber, duration_s: 2}]
            geometry: null
          - type: Feature
            properties: {kind: checkpoint, id: C1, radius_m: 3, dwell_s: 2}
            geometry: {type: Point, coordinates: [94.001, 40]}
          - type: Feature
            properties: {kind: expected_alarm, id: A1, alarm: fire, radius_m: 10, until_s: 60}
            geometry: {type: Point, coordinates: [94.001, 40]}
      """;

  @Test
  void shouldAddTheFeaturesToThePlan() {
    RunPlan plan = PlanFile.parse(PLAN, "plan.yaml");
    assertThat(plan.getZonesCount()).isEqualTo(2);
    assertThat(plan.getZones(1).getKind()).isEqualTo(ZoneKind.ZONE_KIND_WORK_AREA);
    assertThat(plan.getZones(1).getRingCount()).isEqualTo(4);
    assertThat(plan.getZones(1).getHoles(0).getPointsCount()).isEqualTo(3);
    assertThat(plan.getLanes(0).getCentreLine(1).getLongitudeDeg()).isEqualTo(94.002);
    assertThat(plan.getStopLines(0).getSignalId()).isEqualTo("T1");
    assertThat(plan.getSignals(0).getPhases(1).getState())
        .isEqualTo(SignalState.SIGNAL_STATE_RED_AMBER);
    assertThat(plan.getCheckpoints(0).getDwellS()).isEqualTo(2);
    assertThat(plan.getExpectedAlarms(0).getKind()).isEqualTo(AlarmKind.ALARM_KIND_FIRE);
    assertThat(PlanFile.parse(PlanFile.write(plan), "again")).isEqualTo(plan);
  }

  @Test
  void shouldTakeHolesOutOfAnArea() {
    RunGeometry geometry = new RunGeometry(PlanFile.parse(PLAN, "plan.yaml"));
    // 85.4 m by 111.0 m, less half of 17.1 m by 22.2 m.
    double squareM2 = 85.39 * 111.04;
    assertThat(geometry.workArea().getArea())
        .isCloseTo(squareM2 - 0.02 * squareM2, within(0.002 * squareM2));
  }

  @Test
  void shouldSayWhichFeatureIsWrongAndWhy() {
    refused("width_m: 3.5", "width: 3.5", "map.features[1].properties has unknown [width]");
    refused("width_m: 3.5", "width_m: wide", "map.features[1]: width_m is missing or no number");
    refused("kind: lane", "kind: road", "map.features[1].properties.kind='road'");
    refused("signal: T1", "signal: T2", "stop_lines[0].signal_id='T2' is not among the signals");
    refused("alarm: fire", "alarm: smoke", "map.features[5]");
    refused("FeatureCollection", "Feature", "map.type='Feature'");
    refused("{type: Point, coordinates: [94.001, 40]}", "{type: Point}", "is not [longitude");
  }

  private static void refused(String part, String by, String because) {
    assertThatThrownBy(() -> PlanFile.parse(PLAN.replace(part, by), "plan.yaml"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("plan.yaml: ")
        .hasMessageContaining(because);
  }
}
