// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace skyline::cli::test {

inline constexpr const char* kMetricsGolden = R"(# HELP skyline_build_info 1, with the version of the program.
# TYPE skyline_build_info gauge
skyline_build_info{version="1.2.3"} 1
# HELP skyline_stream_state 1 for the state the stream is in, 0 for the others.
# TYPE skyline_stream_state gauge
skyline_stream_state{stream="live",state="stopped"} 0
skyline_stream_state{stream="live",state="start_warmup"} 0
skyline_stream_state{stream="live",state="warmup"} 0
skyline_stream_state{stream="live",state="streaming"} 1
skyline_stream_state{stream="live",state="error"} 0
# HELP skyline_encoder_info 1, with the encoder in use.
# TYPE skyline_encoder_info gauge
skyline_encoder_info{stream="live",encoder="x264enc"} 1
# HELP skyline_frames_total Frames put, by what became of them.
# TYPE skyline_frames_total counter
skyline_frames_total{stream="live",result="encoded"} 90
skyline_frames_total{stream="live",result="warming_up"} 4
skyline_frames_total{stream="live",result="not_wanted"} 3
skyline_frames_total{stream="live",result="replaced"} 2
skyline_frames_total{stream="live",result="failed"} 1
skyline_frames_total{stream="live",result="stopped"} 8
# HELP skyline_stage_seconds Time that frames take in each part of their way.
# TYPE skyline_stage_seconds summary
skyline_stage_seconds_sum{stream="live",stage="convert"} 0.0475
skyline_stage_seconds_count{stream="live",stage="convert"} 95
skyline_stage_seconds_sum{stream="live",stage="wait"} 0.001
skyline_stage_seconds_count{stream="live",stage="wait"} 92
skyline_stage_seconds_sum{stream="live",stage="encode"} 2
skyline_stage_seconds_count{stream="live",stage="encode"} 99
skyline_stage_seconds_sum{stream="live",stage="capture_to_unit"} 9
skyline_stage_seconds_count{stream="live",stage="capture_to_unit"} 90
# HELP skyline_frames_pending Frames that wait for the encoder or are in it.
# TYPE skyline_frames_pending gauge
skyline_frames_pending{stream="live"} 6
# HELP skyline_stills_encoded_total Last pictures encoded again, for who joins.
# TYPE skyline_stills_encoded_total counter
skyline_stills_encoded_total{stream="live"} 9
# HELP skyline_units_total Encoded pictures.
# TYPE skyline_units_total counter
skyline_units_total{stream="live"} 99
# HELP skyline_key_units_total Encoded pictures that decoding can start at.
# TYPE skyline_key_units_total counter
skyline_key_units_total{stream="live"} 10
# HELP skyline_unit_bytes_total Bytes of all encoded pictures.
# TYPE skyline_unit_bytes_total counter
skyline_unit_bytes_total{stream="live"} 12345678901234
# HELP skyline_encoder_restarts_total Times an encoder failed and was replaced.
# TYPE skyline_encoder_restarts_total counter
skyline_encoder_restarts_total{stream="live"} 11
# HELP skyline_frames_per_second Frame rate by capture times; 0 until known.
# TYPE skyline_frames_per_second gauge
skyline_frames_per_second{stream="live"} 29.97
# HELP skyline_width_pixels Width of the stream; 0 until known.
# TYPE skyline_width_pixels gauge
skyline_width_pixels{stream="live"} 1280
# HELP skyline_height_pixels Height of the stream; 0 until known.
# TYPE skyline_height_pixels gauge
skyline_height_pixels{stream="live"} 720
# HELP skyline_output_open 1 while the output is open.
# TYPE skyline_output_open gauge
skyline_output_open{stream="live",output="rtsp /live"} 1
skyline_output_open{stream="live",output="kvs-door"} 0
# HELP skyline_output_units_written_total Encoded pictures the output took.
# TYPE skyline_output_units_written_total counter
skyline_output_units_written_total{stream="live",output="rtsp /live"} 98
skyline_output_units_written_total{stream="live",output="kvs-door"} 0
# HELP skyline_output_bytes_written_total Bytes of these pictures; once, whoever views.
# TYPE skyline_output_bytes_written_total counter
skyline_output_bytes_written_total{stream="live",output="rtsp /live"} 97
skyline_output_bytes_written_total{stream="live",output="kvs-door"} 0
# HELP skyline_output_units_dropped_total Encoded pictures its full queue did not take.
# TYPE skyline_output_units_dropped_total counter
skyline_output_units_dropped_total{stream="live",output="rtsp /live"} 96
skyline_output_units_dropped_total{stream="live",output="kvs-door"} 0
# HELP skyline_output_failures_total Times the output failed to open or to write.
# TYPE skyline_output_failures_total counter
skyline_output_failures_total{stream="live",output="rtsp /live"} 95
skyline_output_failures_total{stream="live",output="kvs-door"} 0
# HELP skyline_viewers Clients that play now; 0 for outputs without any.
# TYPE skyline_viewers gauge
skyline_viewers{stream="live",output="rtsp /live"} 2
skyline_viewers{stream="live",output="kvs-door"} 0
# HELP skyline_kvs_state 1 for the state the output is in, 0 for the others.
# TYPE skyline_kvs_state gauge
skyline_kvs_state{stream="live",output="kvs-door",state="stopped"} 0
skyline_kvs_state{stream="live",output="kvs-door",state="waiting_for_credentials"} 0
skyline_kvs_state{stream="live",output="kvs-door",state="preparing"} 0
skyline_kvs_state{stream="live",output="kvs-door",state="connecting"} 0
skyline_kvs_state{stream="live",output="kvs-door",state="sending"} 1
skyline_kvs_state{stream="live",output="kvs-door",state="retrying"} 0
skyline_kvs_state{stream="live",output="kvs-door",state="rejected"} 0
# HELP skyline_kvs_fragments_total Fragments that are through, by what became of them.
# TYPE skyline_kvs_fragments_total counter
skyline_kvs_fragments_total{stream="live",output="kvs-door",outcome="persisted"} 50
skyline_kvs_fragments_total{stream="live",output="kvs-door",outcome="dropped"} 2
skyline_kvs_fragments_total{stream="live",output="kvs-door",outcome="rejected"} 1
# HELP skyline_kvs_acks_total Acknowledgements of the service, by their kind.
# TYPE skyline_kvs_acks_total counter
skyline_kvs_acks_total{stream="live",output="kvs-door",kind="buffering"} 61
skyline_kvs_acks_total{stream="live",output="kvs-door",kind="received"} 62
skyline_kvs_acks_total{stream="live",output="kvs-door",kind="persisted"} 63
skyline_kvs_acks_total{stream="live",output="kvs-door",kind="error"} 64
skyline_kvs_acks_total{stream="live",output="kvs-door",kind="idle"} 65
# HELP skyline_kvs_fragments_begun_total Fragments begun or found in the spool.
# TYPE skyline_kvs_fragments_begun_total counter
skyline_kvs_fragments_begun_total{stream="live",output="kvs-door"} 60
# HELP skyline_kvs_fragments_pending Fragments not persisted yet, in memory or on disk.
# TYPE skyline_kvs_fragments_pending gauge
skyline_kvs_fragments_pending{stream="live",output="kvs-door"} 7
# HELP skyline_kvs_fragments_recovered_total Fragments found in the spool at the start.
# TYPE skyline_kvs_fragments_recovered_total counter
skyline_kvs_fragments_recovered_total{stream="live",output="kvs-door"} 3
# HELP skyline_kvs_fragments_replayed_total Fragments begun again on a new connection.
# TYPE skyline_kvs_fragments_replayed_total counter
skyline_kvs_fragments_replayed_total{stream="live",output="kvs-door"} 4
# HELP skyline_kvs_units_skipped_total Encoded pictures without a key unit before them.
# TYPE skyline_kvs_units_skipped_total counter
skyline_kvs_units_skipped_total{stream="live",output="kvs-door"} 5
# HELP skyline_kvs_pending_bytes Bytes not persisted yet.
# TYPE skyline_kvs_pending_bytes gauge
skyline_kvs_pending_bytes{stream="live",output="kvs-door"} 700000
# HELP skyline_kvs_spool_bytes Bytes in the spool on disk.
# TYPE skyline_kvs_spool_bytes gauge
skyline_kvs_spool_bytes{stream="live",output="kvs-door"} 1000000001
# HELP skyline_kvs_oldest_pending_seconds Age of the oldest fragment not persisted; 0 for none.
# TYPE skyline_kvs_oldest_pending_seconds gauge
skyline_kvs_oldest_pending_seconds{stream="live",output="kvs-door"} 12.345
# HELP skyline_kvs_sent_bytes_total Bytes of the bodies of PutMedia requests.
# TYPE skyline_kvs_sent_bytes_total counter
skyline_kvs_sent_bytes_total{stream="live",output="kvs-door"} 66
# HELP skyline_kvs_connections_total PutMedia requests the service answered with 200.
# TYPE skyline_kvs_connections_total counter
skyline_kvs_connections_total{stream="live",output="kvs-door"} 67
# HELP skyline_kvs_connection_attempts_total PutMedia requests begun.
# TYPE skyline_kvs_connection_attempts_total counter
skyline_kvs_connection_attempts_total{stream="live",output="kvs-door"} 68
# HELP skyline_kvs_rotations_total Connections renewed in time.
# TYPE skyline_kvs_rotations_total counter
skyline_kvs_rotations_total{stream="live",output="kvs-door"} 69
# HELP skyline_kvs_clock_skew_seconds The service's clock minus ours, as last corrected.
# TYPE skyline_kvs_clock_skew_seconds gauge
skyline_kvs_clock_skew_seconds{stream="live",output="kvs-door"} -1.5
# HELP process_cpu_seconds_total Time of the processors used, user and system.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 1.25
# HELP process_resident_memory_bytes Resident memory.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 30000000
# HELP process_virtual_memory_bytes Virtual memory.
# TYPE process_virtual_memory_bytes gauge
process_virtual_memory_bytes 900000000
# HELP process_open_fds Open file descriptors.
# TYPE process_open_fds gauge
process_open_fds 20
# HELP process_max_fds File descriptors the process may open.
# TYPE process_max_fds gauge
process_max_fds 1024
# HELP process_start_time_seconds When the process started, since 1970.
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1700000000.5
)";

}  // namespace skyline::cli::test
