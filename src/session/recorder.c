/* SPDX-License-Identifier: GPL-2.0-only */
/* The copy loop; see recorder.h. */
#include "session/recorder.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/build_id_read.h"
#include "perfdata/format.h"
#include "perfdata/riders.h"
#include "session/mapped_id.h"
#include "util/clock.h"

/* As in session.c. */
enum { WAIT_MS_MIN = 10, WAIT_MS_MAX = 80 };

/*
 * So much of a ring is looked through and then copied while it is still in the cache. The ring has
 * room again after each such piece.
 */
enum { PIECE_BYTES = 256 << 10 };

/* More than the longest record. */
enum { BATCH_BYTES = 256 << 10 };

/* Memory must not grow with what programs choose to map. */
enum { BUILD_IDS_MAX = 65536 };

/* --- Writing --------------------------------------------------------------------------------- */

static int write_pieces(struct recorder *r, const struct iovec *iov, int cnt)
{
	if (!r->write_err)
		r->write_err = perfdata_write(r->w, iov, cnt);
	return r->write_err;
}

static int flush(struct recorder *r)
{
	struct iovec iov = { r->batch.bytes, r->batch.len };

	r->batch.len = 0;
	return iov.iov_len ? write_pieces(r, &iov, 1) : r->write_err;
}

/* A record that is in no ring, or alone. */
static int put(struct recorder *r, const struct perf_event_header *hdr)
{
	if (r->batch.len + hdr->size > BATCH_BYTES && flush(r))
		return r->write_err;
	memcpy(r->batch.bytes + r->batch.len, hdr, hdr->size);
	r->batch.len += hdr->size;
	return 0;
}

static int write_round(struct recorder *r)
{
	r->begin_ns = 0;
	if (!r->write_err)
		r->write_err = perfdata_write_round(r->w);
	return r->write_err;
}

static int put_rider(struct recorder *r, struct rider *rider, size_t size, enum rider_kind kind,
		     uint64_t time_ns)
{
	rider->hdr.type = PERFDATA_RECORD_EVENT_TYPE;
	rider->hdr.size = (uint16_t)size;
	rider->magic = RIDER_MAGIC;
	rider->kind = kind;
	rider->time_ns = time_ns;
	return put(r, &rider->hdr);
}

/* Longer than a record it is left out: then report is told by its user what to show. */
static int put_choice(struct recorder *r)
{
	union {
		struct rider_choice c;
		char bytes[4096];
	} rider = { .c.len = r->choice_len };
	size_t size = (sizeof(rider.c) + r->choice_len + 7) & ~(size_t)7;

	if (!r->choice_len || size > sizeof(rider))
		return 0;
	memcpy(rider.bytes + sizeof(rider.c), r->choice, r->choice_len);
	return put_rider(r, &rider.c.r, size, RIDER_CHOICE, clock_now_ns());
}

static int put_begin(struct recorder *r)
{
	struct rider_begin b = { 0 };

	if (put_choice(r))
		return r->write_err;

	perf_source_rider_begin(r->source, &b);
	b.flags |= r->begin_flags;
	if (!r->w || !perfdata_record_bytes(r->w))
		r->begin_ns = b.begin_ns;
	return put_rider(r, &b.r, sizeof(b), RIDER_BEGIN, b.r.time_ns);
}

/* --- Looking at records ---------------------------------------------------------------------- */

static void note_time(struct recorder *r, const struct perf_event_header *hdr)
{
	uint64_t time_ns = decode_time_ns(perf_source_layout(r->source), hdr);

	if (!time_ns || r->uneven)
		return;
	if (!r->first_ns || time_ns < r->first_ns)
		r->first_ns = time_ns;
	if (time_ns > r->last_ns)
		r->last_ns = time_ns;
}

static int note_build_id(struct recorder *r, const struct perf_event_header *hdr)
{
	struct perfdata_build_id id;

	if (!mapped_id_read(hdr, &id))
		return 0;
	/* That there are too many is no reason to end. */
	return build_ids_add(r->build_ids, &id) == -ENOMEM ? -ENOMEM : 0;
}

/* What is no sample is rare. */
static int note_other(struct recorder *r, struct recorder_ring *ring,
		      const struct perf_event_header *hdr)
{
	uint64_t lost[2]; /* of which event, and how many */

	if (hdr->type == PERF_RECORD_LOST && hdr->size >= sizeof(*hdr) + sizeof(lost)) {
		memcpy(lost, hdr + 1, sizeof(lost));
		r->counts.lost_cnt += lost[1];
		if (ring)
			ring->lost_cnt += lost[1];
	}
	return note_build_id(r, hdr);
}

/* Steps over the records of the next piece of a ring, of @max_bytes at most. Returns 0 or -errno. */
static int look_through(struct recorder *r, struct ring *ring, struct recorder_ring *notes,
			uint64_t max_bytes)
{
	const struct perf_event_header *hdr, *first = NULL, *last = NULL;
	uint64_t begin = ring->pos, cnt = 0;
	int err = 0;

	while (!err && (hdr = ring_peek(ring, &err)) &&
	       ring->pos - begin + hdr->size <= max_bytes) {
		if (hdr->type != PERF_RECORD_SAMPLE) {
			err = note_other(r, notes, hdr);
		} else if ((const void *)hdr !=
			   ring->wrapped) { /* that one is a copy, and short-lived */
			first = first ? first : hdr;
			last = hdr;
		}
		cnt++;
		ring_skip(ring, hdr);
	}
	r->counts.record_cnt += cnt;
	/* In a ring times grow: those between are between. */
	if (first) {
		note_time(r, first);
		note_time(r, last);
	}
	return err;
}

/*
 * A thread had its name before anybody looked. In the first round it may be told with the beginning,
 * before the thread's first call; later that would be too late for who sorts by time.
 */
static void tell_early(struct recorder *r, const struct perf_event_header *hdr)
{
	struct rider *rider = (void *)(r->batch.bytes + r->batch.len - hdr->size);

	if (r->begin_ns && hdr->type == PERFDATA_RECORD_EVENT_TYPE && hdr->size >= sizeof(*rider) &&
	    rider->magic == RIDER_MAGIC && rider->kind == RIDER_THREAD)
		rider->time_ns = r->begin_ns;
}

int recorder_take(void *arg, const struct perf_event_header *hdr)
{
	struct recorder *r = arg;
	int err;

	if (hdr->type != PERFDATA_RECORD_EVENT_TYPE)
		r->counts.record_cnt++;
	if (note_build_id(r, hdr))
		return -ENOMEM;
	err = put(r, hdr);
	if (!err)
		tell_early(r, hdr);
	return err;
}

/* --- One round ------------------------------------------------------------------------------- */

/* The next piece of a ring, if there is one, of @max_bytes at most. Returns 1, 0 or -errno. */
static int copy_piece(struct recorder *r, struct ring *ring, struct recorder_ring *notes,
		      uint64_t max_bytes)
{
	struct ring piece = *ring; /* up to where look_through() stops */
	struct iovec iov[2];
	int err = look_through(r, ring, notes, max_bytes), cnt;

	if (err)
		return err;
	piece.head = ring->pos;
	cnt = ring_pieces(&piece, iov);
	if (!cnt)
		return 0;
	err = write_pieces(r, iov, cnt);
	ring_release(ring);
	return err ? err : 1;
}

/* All of a ring, or its first @max_bytes. Returns 1 if there was something, 0, or -errno. */
static int copy_ring(struct recorder *r, struct ring *ring, struct recorder_ring *notes,
		     uint64_t max_bytes)
{
	uint64_t begin = ring->pos;
	int ret;

	do {
		uint64_t left = max_bytes - (ring->pos - begin);

		ret = copy_piece(r, ring, notes, left < PIECE_BYTES ? left : PIECE_BYTES);
	} while (ret > 0);
	return ret < 0 ? ret : ring->pos != begin;
}

/* Copies @share of what is in each of the rings, from 0 to 1. Returns as copy_ring(). */
static int copy_rings(struct recorder *r, struct perf_rings *rings, double share)
{
	int any = 0, ret;

	for (size_t i = 0; i < rings->cpus.cnt; i++) {
		struct ring *ring = &rings->rings[i];
		double bytes = (double)(ring->head - ring->pos) * share;

		ret = copy_ring(r, ring, &r->rings[i], share < 1 ? (uint64_t)bytes : UINT64_MAX);
		if (ret == -EBADMSG)
			return diag_fail(r->diag, ret, "the ring buffer of CPU %d is broken",
					 rings->cpus.v[i]);
		if (ret < 0)
			return ret;
		any |= ret;
	}
	return any;
}

/* How many bytes the rings hold, as of now. */
static uint64_t snapshot(struct perf_rings *rings)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < rings->cpus.cnt; i++) {
		ring_snapshot(&rings->rings[i]);
		bytes += rings->rings[i].head - rings->rings[i].pos;
	}
	return bytes;
}

static uint64_t all_bytes(const struct recorder *r)
{
	return r->done_bytes + (r->w ? perfdata_written_bytes(r->w) : 0);
}

/*
 * How much of @bytes of records, as much smaller as those before have become, there is still room for,
 * from 0 to 1.
 */
static double share_of(const struct recorder *r, uint64_t bytes)
{
	double raw = (double)perfdata_record_bytes(r->w);
	double ratio = raw > 0 ? (double)perfdata_written_bytes(r->w) / raw : 1;
	double left = (double)r->max_bytes - (double)all_bytes(r);

	if (!r->max_bytes || !bytes)
		return 1;
	if (ratio > 1)
		ratio = 1; /* there is more than records in a file */
	left /= (double)bytes * ratio;
	return left < 0 ? 0 : left < 1 ? left : 1;
}

/*
 * Who was there already is still being looked at. Those names are to be sorted in front of what is
 * recorded meanwhile, but not for the price of losing it all to a kill -9.
 */
static bool is_beginning(const struct recorder *r, bool more)
{
	return more && r->begin_ns && clock_now_ns() - r->begin_ns < NSEC_PER_SEC;
}

/*
 * One round. Returns 1 when something was copied, 0, or -errno; @more: the source has something to
 * do that it will not wake us for.
 */
static int round_of(struct recorder *r, bool last, bool *more)
{
	struct perf_rings *rings = r->overwrite ? perf_source_side_rings(r->source) :
						  perf_source_rings(r->source);
	int ret = source_begin_round(r->source, last), any;
	double share;

	*more = ret > 0;
	if (flush(r))
		return r->write_err;
	if (ret < 0)
		return diag_fail(r->diag, ret, "cannot read the ring buffers: %s", strerror(-ret));
	share = share_of(r, snapshot(rings));
	r->full |= share < 1;
	any = copy_rings(r, rings, share);
	/*
	 * Also a round without records, so that what came last is safe soon. What is kept for later is
	 * older than what tells of tasks now, so there is one round then.
	 */
	if (any >= 0 && !r->overwrite && !is_beginning(r, *more) && write_round(r))
		return r->write_err;
	return any;
}

/* --- Overwrite ------------------------------------------------------------------------------- */

static int dump_ring(struct recorder *r, struct ring *ring, struct ring_walk *walk)
{
	int err = ring_walk_backward(ring, walk);

	if (err && err != -EBADMSG)
		return err;
	for (size_t i = 0; i < walk->cnt; i++) {
		const struct perf_event_header *hdr = ring_at(ring, walk->pos[i]);

		if (hdr->type == PERF_RECORD_SAMPLE && (!i || i + 1 == walk->cnt))
			note_time(r, hdr);
		r->counts.record_cnt++;
		err = put(r, hdr);
		if (err)
			return err;
	}
	return flush(r);
}

/* Writes what the rings keep, the oldest first. Returns 0 or -errno. */
static int dump(struct recorder *r)
{
	struct perf_rings *rings = perf_source_rings(r->source);
	struct ring_walk walk = { 0 };
	int err = perf_source_pause(r->source, true), unpause_err;

	for (size_t i = 0; !err && i < rings->cpus.cnt; i++)
		err = dump_ring(r, &rings->rings[i], &walk);
	ring_walk_fini(&walk);
	unpause_err = perf_source_pause(r->source, false);
	if (!err)
		err = unpause_err;
	if (!err)
		err = write_round(r);
	if (err && err != r->write_err)
		return diag_fail(r->diag, err, "cannot read the ring buffers: %s", strerror(-err));
	return err;
}

/* --- Files ----------------------------------------------------------------------------------- */

static int open_file(struct recorder *r)
{
	struct perfdata_build_id kernel = {
		.file = "[kernel.kallsyms]",
		.misc = PERF_RECORD_MISC_KERNEL,
		.pid = -1,
	};
	int err = r->ops->open(r->arg, &r->w);

	if (err)
		return err;
	build_ids_free(r->build_ids);
	r->build_ids = build_ids_new(BUILD_IDS_MAX);
	if (!r->build_ids)
		return -ENOMEM;
	if (!build_id_of_kernel(&kernel))
		build_ids_add(r->build_ids, &kernel);
	r->first_ns = r->last_ns = 0;
	r->file_begin_ns = clock_now_ns();
	for (size_t i = 0; i < perf_source_rings(r->source)->cpus.cnt; i++)
		r->rings[i].lost_cnt = 0;
	return 0;
}

/* What each CPU lost since the last file. */
static int put_losses(struct recorder *r, uint64_t now_ns)
{
	struct source_loss loss;
	int more, err = 0;

	for (unsigned int i = 0; !err && (more = source_loss(r->source, i, &loss)) > 0; i++) {
		struct recorder_ring *ring = &r->rings[i];
		struct rider_loss rider = {
			.cpu = loss.cpu,
			.exact = loss.exact,
			.exit_cnt = loss.exit_cnt - ring->exit_before_cnt,
			.other_cnt = loss.exact ? loss.other_cnt - ring->other_before_cnt :
						  ring->lost_cnt,
		};

		ring->exit_before_cnt = loss.exit_cnt;
		ring->other_before_cnt = loss.other_cnt;
		err = put_rider(r, &rider.r, sizeof(rider), RIDER_LOSS, now_ns);
	}
	return err;
}

/* Completes the file, which ends at @end_ns. Returns 0 or -errno. */
static int close_file(struct recorder *r, uint64_t end_ns)
{
	struct rider end = { 0 };
	struct perfdata_end known = {
		.first_ns = r->uneven ? r->file_begin_ns : r->first_ns,
		.last_ns = r->uneven ? end_ns : r->last_ns,
	};
	int err, close_err;

	if (!r->write_err && !put_losses(r, end_ns) &&
	    !put_rider(r, &end, sizeof(end), RIDER_END, end_ns))
		flush(r);
	known.build_ids = build_ids_list(r->build_ids, &known.build_id_cnt);
	err = perfdata_writer_finish(r->w, &known);
	if (!r->write_err)
		r->write_err = err;
	r->done_bytes += perfdata_written_bytes(r->w);
	close_err = r->ops->close(r->arg, r->w);
	r->w = NULL;
	return r->write_err ? r->write_err : close_err;
}

/* The next file begins as the first did, with what is there now. */
static int switch_file(struct recorder *r)
{
	int err = r->overwrite ? dump(r) : 0;

	if (!err)
		err = close_file(r, clock_now_ns());
	if (!err)
		err = open_file(r);
	if (!err)
		err = put_begin(r);
	return err ? err : perf_source_look_again(r->source);
}

static bool should_switch(struct recorder *r)
{
	bool asked = r->ops->asked_to_switch && r->ops->asked_to_switch(r->arg);

	return asked || (r->switch_bytes && perfdata_written_bytes(r->w) >= r->switch_bytes) ||
	       (r->switch_ns && clock_now_ns() - r->file_begin_ns >= r->switch_ns);
}

/* --- The loop -------------------------------------------------------------------------------- */

static void watch(struct recorder *r)
{
	r->counts.bytes = all_bytes(r);
	if (r->ops->watch)
		r->ops->watch(r->arg, &r->counts);
}

static int record(struct recorder *r)
{
	int wait_ms = WAIT_MS_MIN;

	for (;;) {
		/* Asked before the round, so that the last records are in the rings by then. */
		bool gone = source_targets_gone(r->source), more;
		int any = round_of(r, false, &more), ret;

		if (any < 0)
			return any;
		watch(r);
		if (gone || r->full)
			return 0;
		if (should_switch(r)) {
			ret = switch_file(r);
			if (ret)
				return ret;
			more = true;
		}
		if (any)
			wait_ms = WAIT_MS_MIN;
		else if (wait_ms < WAIT_MS_MAX)
			wait_ms *= 2;
		ret = more ? 0 : wait_ms;
		if (r->switch_ns)
			ret = ending_until_ms(r->file_begin_ns + r->switch_ns, ret);
		ret = ending_wait(&r->end, source_fd(r->source), ret, r->diag);
		if (ret)
			return ret < 0 ? ret : 0;
	}
}

int recorder_open(struct recorder *r)
{
	r->rings = calloc(perf_source_rings(r->source)->cpus.cnt, sizeof(*r->rings));
	r->batch.bytes = malloc(BATCH_BYTES);
	if (!r->rings || !r->batch.bytes)
		return -ENOMEM;
	return open_file(r);
}

int recorder_start(struct recorder *r)
{
	int err = source_start(r->source);

	if (err)
		return diag_fail(r->diag, err, "cannot start the events: %s", strerror(-err));
	r->file_begin_ns = clock_now_ns();
	return put_begin(r);
}

int recorder_run(struct recorder *r)
{
	int err = record(r), close_err;
	uint64_t end_ns = clock_now_ns();
	bool more;

	/* A CPU that went offline took its event with it; the others have stopped. */
	source_stop(r->source);
	if (err >= 0 && !r->full)
		err = round_of(r, true, &more);
	if (err >= 0 && r->overwrite)
		err = dump(r);
	if (r->w) {
		close_err = close_file(r, end_ns);
		err = err < 0 ? err : close_err;
	}
	watch(r);
	return err < 0 ? err : 0;
}

void recorder_fini(struct recorder *r)
{
	if (r->w)
		r->ops->close(r->arg, r->w);
	build_ids_free(r->build_ids);
	free(r->rings);
	free(r->batch.bytes);
	*r = (struct recorder){ 0 };
}
