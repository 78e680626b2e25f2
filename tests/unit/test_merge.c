/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The merge of rings: order, horizon, losses, what is given back. A record is told by its
 * tid, which is its number here.
 */
#include "unit/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/merge.h"
#include "unit/records.h"
#include "unit/ring_memory.h"

enum { RINGS = 3, RING_BYTES = 2048 };

struct fixture {
	struct decode_layout layout;
	struct merge *merge;
	struct ring_memory ring[RINGS];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->layout = records_layout();
	f->merge = merge_new(&f->layout);
	for (int i = 0; i < RINGS; i++) {
		/* Starts that make records wrap at different places. */
		ring_memory_init(&f->ring[i], RING_BYTES, (uint64_t)i * 1000);
		merge_add_ring(f->merge, &f->ring[i].ring, i);
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	merge_free(f->merge);
	for (int i = 0; i < RINGS; i++)
		ring_memory_fini(&f->ring[i]);
	free(f);
	return 0;
}

/* Odd records are samples, even ones are not: their times stand at different places. */
static void write_record(struct fixture *f, int cpu, uint64_t time_ns, int number)
{
	struct stamp s = { .pid = 1, .tid = number, .time_ns = time_ns };
	struct bytes b;

	if (number % 2)
		bytes_exit(&b, &f->layout, s, 0, 0);
	else
		bytes_task_exit(&b, &f->layout, s);
	assert_true(ring_memory_write(&f->ring[cpu], bytes_hdr(&b)));
}

static void write_lost(struct fixture *f, int cpu, uint64_t time_ns, uint64_t cnt)
{
	struct stamp s = { .pid = 1, .tid = 1, .time_ns = time_ns };
	struct bytes b;

	bytes_lost(&b, &f->layout, s, cnt);
	assert_true(ring_memory_write(&f->ring[cpu], bytes_hdr(&b)));
}

/* Leaves @room bytes in the ring of @cpu. */
static void write_filler(struct fixture *f, int cpu, uint64_t time_ns, uint64_t room)
{
	struct stamp s = { .pid = 1, .tid = 1, .time_ns = time_ns };
	struct bytes b;

	bytes_other(&b, &f->layout, s, PERF_RECORD_MMAP2, ring_memory_room(&f->ring[cpu]) - room);
	assert_true(ring_memory_write(&f->ring[cpu], bytes_hdr(&b)));
	assert_int_equal(ring_memory_room(&f->ring[cpu]), room);
}

static void inject(struct fixture *f, uint64_t time_ns, int number)
{
	struct record_found found = {
		.hdr = { .type = RECORD_FOUND, .size = sizeof(found) },
		.pid = 1,
		.tid = number,
	};

	assert_int_equal(merge_inject(f->merge, &found.hdr, time_ns), 0);
}

static struct record next_record(struct fixture *f)
{
	struct record rec;

	assert_int_equal(merge_next(f->merge, &rec), 1);
	return rec;
}

static void expect_record(struct fixture *f, int number, uint64_t time_ns, int cpu, bool in_loss)
{
	struct record rec = next_record(f);
	struct event ev;

	assert_int_equal(decode_record(&f->layout, &rec, &ev), 0);
	assert_int_equal(ev.tid, number);
	assert_int_equal(rec.time_ns, time_ns);
	assert_int_equal(rec.cpu, cpu);
	assert_int_equal(ev.in_loss, in_loss);
}

static void expect(struct fixture *f, int number, uint64_t time_ns, int cpu)
{
	expect_record(f, number, time_ns, cpu, false);
}

/* Another ring is between the ends of a loss. */
static void expect_in_loss(struct fixture *f, int number, uint64_t time_ns, int cpu)
{
	expect_record(f, number, time_ns, cpu, true);
}

static void expect_type(struct fixture *f, uint32_t type, uint64_t time_ns, int cpu)
{
	struct record rec = next_record(f);

	assert_int_equal(rec.hdr->type, type);
	assert_int_equal(rec.time_ns, time_ns);
	assert_int_equal(rec.cpu, cpu);
}

/* Both ends of a loss are losses; only the last one has a number. */
static void expect_loss(struct fixture *f, uint32_t type, uint64_t time_ns, int cpu, uint64_t cnt)
{
	struct record rec = next_record(f);
	struct event ev;

	assert_int_equal(rec.hdr->type, type);
	assert_int_equal(rec.time_ns, time_ns);
	assert_int_equal(rec.cpu, cpu);
	assert_int_equal(decode_record(&f->layout, &rec, &ev), 0);
	assert_int_equal(ev.kind, EVENT_LOST);
	assert_int_equal(ev.time_ns, time_ns);
	assert_int_equal(ev.cpu, cpu);
	assert_int_equal(ev.u.lost.cnt, cnt);
}

static void expect_gap(struct fixture *f, uint64_t time_ns, int cpu)
{
	expect_loss(f, RECORD_GAP, time_ns, cpu, 0);
}

static void expect_lost(struct fixture *f, uint64_t time_ns, int cpu, uint64_t cnt)
{
	expect_loss(f, PERF_RECORD_LOST, time_ns, cpu, cnt);
}

static void expect_end(struct fixture *f)
{
	struct record rec;

	assert_int_equal(merge_next(f->merge, &rec), 0);
	assert_int_equal(merge_next(f->merge, &rec), 0);
}

static void test_nothing(void **state)
{
	struct fixture *f = *state;

	merge_begin_round(f->merge, UINT64_MAX);
	expect_end(f);
}

static void test_order_across_rings(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_record(f, 0, 400, 4);
	write_record(f, 1, 200, 2);
	write_record(f, 2, 300, 3);
	write_record(f, 2, 500, 5);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 0);
	expect(f, 2, 200, 1);
	expect(f, 3, 300, 2);
	expect(f, 4, 400, 0);
	expect(f, 5, 500, 2);
	expect_end(f);
}

/* Between rings any order will do; in one ring that of the writing counts. */
static void test_equal_times(void **state)
{
	struct fixture *f = *state;
	int next[RINGS] = { 10, 20, 30 };

	for (int i = 0; i < 3; i++)
		for (int cpu = 0; cpu < RINGS; cpu++)
			write_record(f, cpu, 700, 10 * (cpu + 1) + i);
	merge_begin_round(f->merge, UINT64_MAX);
	for (int i = 0; i < 3 * RINGS; i++) {
		struct record rec = next_record(f);
		struct event ev;

		assert_int_equal(decode_record(&f->layout, &rec, &ev), 0);
		assert_int_equal(rec.time_ns, 700);
		assert_int_equal(ev.tid, next[rec.cpu]++);
	}
	expect_end(f);
}

/* A record that is earlier than the one before it in its ring keeps its place there. */
static void test_no_way_back_in_a_ring(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 300, 1);
	write_record(f, 0, 250, 2);
	write_record(f, 1, 280, 3);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 3, 280, 1);
	expect(f, 1, 300, 0);
	expect(f, 2, 300, 0);
	expect_end(f);
}

static void test_horizon(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_record(f, 0, 300, 4);
	write_record(f, 1, 200, 2);
	write_record(f, 1, 201, 3);
	merge_begin_round(f->merge, 200);
	expect(f, 1, 100, 0);
	expect(f, 2, 200, 1);
	expect_end(f);
	write_record(f, 2, 250, 5);
	merge_begin_round(f->merge, 299);
	expect(f, 3, 201, 1);
	expect(f, 5, 250, 2);
	expect_end(f);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 4, 300, 0);
	expect_end(f);
}

/* What comes into a ring after the positions were read is for the next round. */
static void test_round_ends_at_the_snapshot(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	merge_begin_round(f->merge, UINT64_MAX);
	write_record(f, 0, 110, 2);
	write_record(f, 1, 90, 3);
	expect(f, 1, 100, 0);
	expect_end(f);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 3, 90, 1);
	expect(f, 2, 110, 0);
	expect_end(f);
}

/* The kernel writes LOST when there is room again; what is lost was before that. */
static void test_lost_begins_and_ends(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_lost(f, 0, 500, 7);
	write_record(f, 0, 510, 2);
	write_record(f, 1, 99, 3);
	write_record(f, 1, 200, 5);
	write_record(f, 1, 499, 7);
	write_record(f, 1, 505, 9);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 3, 99, 1);
	expect(f, 1, 100, 0);
	expect_gap(f, 100, 0);
	expect_in_loss(f, 5, 200, 1);
	expect_in_loss(f, 7, 499, 1);
	expect_lost(f, 500, 0, 7);
	expect(f, 9, 505, 1);
	expect(f, 2, 510, 0);
	expect_end(f);
}

/* Its beginning is told as soon as there is a LOST, even if that is not due yet. */
static void test_lost_first_in_its_round(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 0);
	expect_end(f);
	write_lost(f, 0, 500, 7);
	write_record(f, 0, 510, 2);
	write_record(f, 1, 200, 3);
	merge_begin_round(f->merge, 300);
	expect_gap(f, 100, 0);
	expect_in_loss(f, 3, 200, 1);
	expect_end(f);
	merge_begin_round(f->merge, 499);
	expect_end(f);
	merge_begin_round(f->merge, 500);
	expect_lost(f, 500, 0, 7);
	expect_end(f);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 2, 510, 0);
	expect_end(f);
}

static void test_lost_first_of_all(void **state)
{
	struct fixture *f = *state;

	write_lost(f, 0, 500, 7);
	write_record(f, 0, 510, 2);
	write_record(f, 1, 200, 3);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_gap(f, 0, 0);
	expect_in_loss(f, 3, 200, 1);
	expect_lost(f, 500, 0, 7);
	expect(f, 2, 510, 0);
	expect_end(f);
}

/* The kernel takes the time of the record first, and then finds that it has to tell a loss. */
static void test_lost_later_than_the_record_behind_it(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_lost(f, 0, 500, 7);
	write_record(f, 0, 495, 2);
	write_record(f, 1, 498, 3);
	merge_begin_round(f->merge, 499);
	expect(f, 1, 100, 0);
	expect_gap(f, 100, 0);
	expect_in_loss(f, 3, 498, 1);
	expect_end(f);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_lost(f, 500, 0, 7);
	expect(f, 2, 500, 0);
	expect_end(f);
}

static void test_each_loss_has_its_gap(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_lost(f, 0, 200, 7);
	write_record(f, 0, 210, 2);
	write_lost(f, 0, 300, 8);
	write_record(f, 0, 310, 3);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 0);
	expect_gap(f, 100, 0);
	expect_lost(f, 200, 0, 7);
	expect(f, 2, 210, 0);
	expect_gap(f, 210, 0);
	expect_lost(f, 300, 0, 8);
	expect(f, 3, 310, 0);
	expect_end(f);
}

/* Two CPUs lose at a time, the one while the other does; a third one does not. */
static void test_losses_of_two_rings(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_lost(f, 0, 500, 7);
	write_record(f, 1, 200, 3);
	write_lost(f, 1, 400, 8);
	for (int i = 0; i < 5; i++)
		write_record(f, 2, (uint64_t)(50 + i * 100), 10 + i);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 10, 50, 2);
	expect(f, 1, 100, 0);
	expect_gap(f, 100, 0);
	expect_in_loss(f, 11, 150, 2);
	expect_in_loss(f, 3, 200, 1);
	expect_gap(f, 200, 1);
	expect_in_loss(f, 12, 250, 2);
	expect_in_loss(f, 13, 350, 2);
	expect_lost(f, 400, 1, 8);
	expect_in_loss(f, 14, 450, 2);
	expect_lost(f, 500, 0, 7);
	expect_end(f);
}

/* Nothing comes between a record and the gap behind it, not even at the same time. */
static void test_gap_right_behind_its_record(void **state)
{
	struct fixture *f = *state;

	for (int cpu = 0; cpu < RINGS; cpu++) {
		write_record(f, cpu, 100, cpu + 1);
		write_lost(f, cpu, 300 - (uint64_t)cpu, 7);
	}
	merge_begin_round(f->merge, UINT64_MAX);
	for (int i = 0; i < RINGS; i++) {
		struct record rec = next_record(f);

		assert_int_not_equal(rec.hdr->type, RECORD_GAP);
		expect_gap(f, 100, rec.cpu);
	}
	for (int cpu = RINGS; cpu-- > 0;)
		expect_lost(f, 300 - (uint64_t)cpu, cpu, 7);
	expect_end(f);
}

static void test_gap_behind_a_full_ring(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_filler(f, 0, 110, 248);
	write_record(f, 1, 105, 3);
	write_record(f, 1, 200, 5);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 0);
	expect(f, 3, 105, 1);
	expect_type(f, PERF_RECORD_MMAP2, 110, 0);
	expect_gap(f, 110, 0);
	expect_in_loss(f, 5, 200, 1);
	expect_end(f);
	/* The ring was still full when room was given back, but that has been said. */
	merge_begin_round(f->merge, 250);
	expect_end(f);
	write_record(f, 0, 300, 7);
	merge_begin_round(f->merge, 300);
	expect(f, 7, 300, 0);
	expect_end(f);
}

static void test_no_gap_with_room(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_filler(f, 0, 110, 256);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 0);
	expect_type(f, PERF_RECORD_MMAP2, 110, 0);
	expect_end(f);
}

/* The horizon cuts through what was in the full ring: the place of the gap is remembered. */
static void test_gap_in_a_later_round(void **state)
{
	struct fixture *f = *state;

	write_filler(f, 0, 100, 1024);
	write_filler(f, 0, 300, 104);
	merge_begin_round(f->merge, 200);
	expect_type(f, PERF_RECORD_MMAP2, 100, 0);
	expect_end(f);
	write_record(f, 0, 400, 1);
	write_record(f, 1, 350, 3);
	merge_begin_round(f->merge, 250);
	expect_end(f);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_type(f, PERF_RECORD_MMAP2, 300, 0);
	expect_gap(f, 300, 0);
	expect_in_loss(f, 3, 350, 1);
	expect(f, 1, 400, 0);
	expect_end(f);
}

/*
 * The ring becomes full after the snapshot, and has room again before the next one. What
 * was dropped meanwhile no LOST may tell for long, when nothing more happens on this CPU.
 */
static void test_gap_between_snapshot_and_release(void **state)
{
	struct fixture *f = *state;

	write_filler(f, 0, 100, 1024);
	merge_begin_round(f->merge, UINT64_MAX);
	write_filler(f, 0, 300, 0); /* and what comes now is dropped */
	expect_type(f, PERF_RECORD_MMAP2, 100, 0);
	expect_end(f);
	write_record(f, 1, 400, 3); /* the thread goes on elsewhere */
	merge_begin_round(f->merge, UINT64_MAX);
	expect_type(f, PERF_RECORD_MMAP2, 300, 0);
	expect_gap(f, 300, 0);
	expect_in_loss(f, 3, 400, 1);
	expect_end(f);
}

/* The full ring was told of: the LOST that comes of it begins no other loss. */
static void test_lost_behind_a_full_ring(void **state)
{
	struct fixture *f = *state;

	write_filler(f, 0, 100, 0);
	write_record(f, 1, 90, 1);
	write_record(f, 1, 200, 3);
	merge_begin_round(f->merge, 300);
	expect(f, 1, 90, 1);
	expect_type(f, PERF_RECORD_MMAP2, 100, 0);
	expect_gap(f, 100, 0);
	expect_in_loss(f, 3, 200, 1);
	expect_end(f);
	write_lost(f, 0, 500, 7);
	write_record(f, 0, 510, 2);
	write_record(f, 1, 400, 5);
	merge_begin_round(f->merge, 450);
	expect_in_loss(f, 5, 400, 1);
	expect_end(f);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_lost(f, 500, 0, 7);
	expect(f, 2, 510, 0);
	expect_end(f);
}

/* Both are known when it is the turn of the place: that the ring was full, and the LOST. */
static void test_lost_where_the_ring_was_full(void **state)
{
	struct fixture *f = *state;

	write_filler(f, 0, 100, 1024);
	write_filler(f, 0, 300, 0);
	merge_begin_round(f->merge, 200);
	expect_type(f, PERF_RECORD_MMAP2, 100, 0);
	expect_end(f);
	write_lost(f, 0, 500, 7);
	write_record(f, 0, 510, 2);
	write_record(f, 1, 350, 3);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_type(f, PERF_RECORD_MMAP2, 300, 0);
	expect_gap(f, 300, 0);
	expect_in_loss(f, 3, 350, 1);
	expect_lost(f, 500, 0, 7);
	expect(f, 2, 510, 0);
	expect_end(f);
}

/* A gap that was given does not hide the next one, wherever the ring is full again. */
static void test_full_again_behind_a_lost(void **state)
{
	struct fixture *f = *state;

	write_filler(f, 0, 100, 0);
	merge_begin_round(f->merge, 400);
	expect_type(f, PERF_RECORD_MMAP2, 100, 0);
	expect_gap(f, 100, 0);
	expect_end(f);
	write_lost(f, 0, 500, 7);
	write_filler(f, 0, 510, 0);
	write_record(f, 1, 505, 3);
	write_record(f, 1, 600, 5);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_lost(f, 500, 0, 7);
	expect(f, 3, 505, 1);
	expect_type(f, PERF_RECORD_MMAP2, 510, 0);
	expect_gap(f, 510, 0);
	expect_in_loss(f, 5, 600, 1);
	expect_end(f);
}

/* Without a LOST a record of the ring itself says that the ring was full, but lost nothing. */
static void test_full_and_nothing_lost(void **state)
{
	struct fixture *f = *state;

	write_filler(f, 0, 100, 0);
	write_record(f, 1, 200, 3);
	merge_begin_round(f->merge, 250);
	expect_type(f, PERF_RECORD_MMAP2, 100, 0);
	expect_gap(f, 100, 0);
	expect_in_loss(f, 3, 200, 1);
	expect_end(f);
	write_record(f, 0, 300, 2);
	write_record(f, 1, 299, 5);
	write_record(f, 1, 301, 7);
	merge_begin_round(f->merge, 400);
	expect_in_loss(f, 5, 299, 1);
	expect(f, 2, 300, 0);
	expect(f, 7, 301, 1);
	expect_end(f);
}

/* On a CPU that is idle behind a full ring the loss ends when all of its time was given. */
static void test_full_and_idle(void **state)
{
	struct fixture *f = *state;
	struct record rec;

	write_filler(f, 0, 100, 0);
	merge_begin_round(f->merge, 250);
	expect_type(f, PERF_RECORD_MMAP2, 100, 0);
	expect_gap(f, 100, 0);
	expect_end(f);
	write_record(f, 1, 300, 3);
	merge_begin_round(f->merge, 300);
	expect_in_loss(f, 3, 300, 1);
	expect_end(f);
	write_record(f, 1, 400, 5);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_in_loss(f, 5, 400, 1);
	/* By the clock there was room again after all that; it says that what was lost ends here. */
	rec = next_record(f);
	assert_int_equal(rec.hdr->type, RECORD_GAP);
	assert_int_equal(rec.cpu, 0);
	assert_true(rec.time_ns > 500);
	expect_end(f);
	write_record(f, 1, 500, 7);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 7, 500, 1);
	expect_end(f);
	/* LOST comes late. Where it can have begun has been told. */
	write_lost(f, 0, 600, 4);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_lost(f, rec.time_ns, 0, 4); /* its ring has been beyond that time */
	expect_end(f);
}

/* The caller stops, and goes on later, at any point of a loss. */
static void test_stop_inside_of_a_loss(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_lost(f, 0, 500, 7);
	write_record(f, 0, 510, 2);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 0);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_gap(f, 100, 0);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_lost(f, 500, 0, 7);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 2, 510, 0);
	expect_end(f);
}

static void test_injected(void **state)
{
	struct fixture *f = *state;

	inject(f, 150, 101);
	inject(f, 150, 102);
	inject(f, 400, 103);
	write_record(f, 0, 100, 1);
	write_record(f, 0, 200, 2);
	merge_begin_round(f->merge, 300);
	expect(f, 1, 100, 0);
	expect(f, 101, 150, -1);
	expect(f, 102, 150, -1);
	expect(f, 2, 200, 0);
	expect_end(f);
	inject(f, 500, 104);
	write_record(f, 1, 450, 3);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 103, 400, -1);
	expect(f, 3, 450, 1);
	expect(f, 104, 500, -1);
	expect_end(f);
	/* The last was taken out: nothing is left, and more can come. */
	inject(f, 600, 105);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 105, 600, -1);
	expect_end(f);
}

static void test_injected_is_copied(void **state)
{
	struct fixture *f = *state;
	struct record_found found = {
		.hdr = { .type = RECORD_FOUND, .size = sizeof(found) },
		.tid = 7,
		.comm = "before",
	};
	struct record rec;
	struct event ev;

	assert_int_equal(merge_inject(f->merge, &found.hdr, 10), 0);
	memset(&found, 0xff, sizeof(found));
	merge_begin_round(f->merge, UINT64_MAX);
	rec = next_record(f);
	assert_int_equal(decode_record(&f->layout, &rec, &ev), 0);
	assert_int_equal(ev.tid, 7);
	assert_string_equal(ev.u.comm.name, "before");
}

/* Left in the merge, for merge_free() to find. */
static void test_injected_never_read(void **state)
{
	struct fixture *f = *state;

	inject(f, 10, 1);
	inject(f, 20, 2);
	merge_begin_round(f->merge, 15);
	expect(f, 1, 10, -1);
}

/* Without sample_id_all only samples have a time; the others stay behind their neighbour. */
static void test_records_without_time(void **state)
{
	struct fixture *f = *state;

	f->layout.sample_id_all = false;
	write_record(f, 0, 300, 1);
	write_record(f, 0, 301, 2);
	write_record(f, 1, 200, 3);
	write_lost(f, 1, 350, 7);
	write_record(f, 1, 400, 5);
	write_record(f, 2, 0, 6);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 6, 0, 2);
	expect(f, 3, 200, 1);
	expect_gap(f, 200, 1);
	expect_lost(f, 200, 1, 7);
	expect(f, 1, 300, 0);
	expect(f, 2, 300, 0);
	expect(f, 5, 400, 1);
	expect_end(f);
}

static void expect_tails(const struct fixture *f)
{
	for (int i = 0; i < RINGS; i++)
		assert_int_equal(f->ring[i].ctl.data_tail, f->ring[i].ring.pos);
}

static void test_round_gives_back(void **state)
{
	struct fixture *f = *state;
	uint64_t head;

	write_record(f, 0, 100, 1);
	write_record(f, 1, 200, 2);
	head = f->ring[0].ctl.data_head;
	write_record(f, 0, 300, 3);
	merge_begin_round(f->merge, 250);
	expect(f, 1, 100, 0);
	expect(f, 2, 200, 1);
	assert_int_equal(f->ring[1].ctl.data_tail, 1000); /* still in use */
	expect_end(f);
	expect_tails(f);
	assert_int_equal(f->ring[0].ctl.data_tail, head);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 3, 300, 0);
	expect_end(f);
	expect_tails(f);
	for (int i = 0; i < RINGS; i++)
		assert_int_equal(ring_memory_room(&f->ring[i]), RING_BYTES);
}

/* In a long round room is given back before its end, but never that of the held record. */
static void test_gives_back_on_the_way(void **state)
{
	enum { CNT = 60, BIG = 4096 };
	struct decode_layout layout = records_layout();
	struct merge *m = merge_new(&layout);
	struct ring_memory rm;
	bool early = false;

	(void)state;
	ring_memory_init(&rm, 256 * 1024, 0);
	assert_int_equal(merge_add_ring(m, &rm.ring, 0), 0);
	for (uint64_t i = 0; i < CNT; i++) {
		struct bytes b;

		bytes_other(&b, &layout, (struct stamp){ .time_ns = i }, PERF_RECORD_MMAP2, BIG);
		assert_true(ring_memory_write(&rm, bytes_hdr(&b)));
	}
	merge_begin_round(m, UINT64_MAX);
	for (uint64_t i = 0; i < CNT; i++) {
		struct record rec;

		assert_int_equal(merge_next(m, &rec), 1);
		assert_true(rm.ctl.data_tail <= i * BIG);
		early |= rm.ctl.data_tail > 0;
	}
	assert_true(early);
	merge_free(m);
	ring_memory_fini(&rm);
}

static void test_stop_in_the_middle(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	write_record(f, 1, 200, 2);
	write_record(f, 0, 300, 3);
	inject(f, 250, 101);
	inject(f, 260, 102);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 0);
	expect(f, 2, 200, 1);
	expect(f, 101, 250, -1);
	write_record(f, 2, 310, 4);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 102, 260, -1);
	expect(f, 3, 300, 0);
	expect(f, 4, 310, 2);
	expect_end(f);
	expect_tails(f);
}

static void test_stop_before_the_first(void **state)
{
	struct fixture *f = *state;

	write_record(f, 0, 100, 1);
	merge_begin_round(f->merge, UINT64_MAX);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 0);
	expect_end(f);
}

static void expect_broken(struct fixture *f)
{
	struct record rec;

	assert_int_equal(merge_next(f->merge, &rec), -EBADMSG);
	assert_int_equal(merge_next(f->merge, &rec), -EBADMSG);
}

static void write_broken(struct fixture *f, int cpu)
{
	struct perf_event_header hdr = { .type = PERF_RECORD_SAMPLE, .size = 0 };

	ring_memory_force(&f->ring[cpu], &hdr, sizeof(hdr));
}

static void test_broken_at_once(void **state)
{
	struct fixture *f = *state;

	write_broken(f, 1);
	merge_begin_round(f->merge, UINT64_MAX);
	expect_broken(f);
}

static void test_broken_later(void **state)
{
	struct fixture *f = *state;

	write_record(f, 1, 100, 1);
	write_broken(f, 1);
	merge_begin_round(f->merge, UINT64_MAX);
	expect(f, 1, 100, 1);
	expect_broken(f);
}

/*
 * Random writing and reading against a model. Each ring has a log of what was written, with
 * the time that it has to be given with. The writer drops what has no room, and says so by
 * LOST with the next record, as the kernel does.
 */
enum { MODEL_LOG = 4096, MODEL_ROUNDS = 300, ROOM_ENOUGH = 256 };

struct model_entry {
	uint64_t time_ns;
	uint32_t type;
	int number; /* of a sample */
	uint64_t lost_cnt; /* of a LOST */
	bool full; /* with this there was no room for another */
};

struct model_ring {
	struct model_entry log[MODEL_LOG];
	int logged;
	int given;
	uint64_t dropped; /* since the last record that had room */
	bool sample_dropped; /* one of these was a sample */
	bool gap_given; /* behind the record given last */
};

/* What the runs have seen of losses; without all of it, they were too easy. */
struct model_seen {
	uint64_t dropped_cnt;
	uint64_t lost_cnt, full_cnt, both_cnt; /* gaps, by what told of them */
};

struct model {
	struct fixture *f;
	struct model_seen *seen;
	struct model_ring ring[RINGS];
	unsigned int seed;
	uint64_t now_ns;
	int next_number;
};

static unsigned int random_below(struct model *m, unsigned int limit)
{
	m->seed = m->seed * 1103515245 + 12345;
	return (m->seed >> 16) % limit;
}

static uint64_t time_of_last(const struct model_ring *r, int cnt)
{
	return cnt ? r->log[cnt - 1].time_ns : 0;
}

/* @e has gone into @rm. Its time cannot be before that of its neighbour. */
static void model_log(struct model_ring *r, const struct ring_memory *rm, struct model_entry e)
{
	assert_true(r->logged < MODEL_LOG);
	if (e.time_ns < time_of_last(r, r->logged))
		e.time_ns = time_of_last(r, r->logged);
	e.full = ring_memory_room(rm) < ROOM_ENOUGH;
	r->log[r->logged++] = e;
}

/* Mostly a sample, at times something long that is dropped while others have room. */
static struct model_entry model_make(struct model *m, struct bytes *b)
{
	struct stamp s = { .pid = 1, .tid = m->next_number++, .time_ns = m->now_ns };

	if (random_below(m, 16))
		bytes_exit(b, &m->f->layout, s, 0, 0);
	else
		bytes_other(b, &m->f->layout, s, PERF_RECORD_MMAP2, 300 + random_below(m, 600));
	return (struct model_entry){
		.time_ns = s.time_ns,
		.type = bytes_hdr(b)->type,
		.number = s.tid,
	};
}

/* The clock was read for the record, and is read once more for the LOST before it. */
static struct model_entry model_make_lost(struct model *m, struct bytes *b, uint64_t cnt)
{
	struct stamp s = { .pid = 1, .tid = 1, .time_ns = m->now_ns + random_below(m, 3) };

	bytes_lost(b, &m->f->layout, s, cnt);
	return (struct model_entry){
		.time_ns = s.time_ns,
		.type = PERF_RECORD_LOST,
		.lost_cnt = cnt,
	};
}

static void model_write(struct model *m, int cpu)
{
	struct ring_memory *rm = &m->f->ring[cpu];
	struct model_ring *r = &m->ring[cpu];
	struct bytes b, b_lost = { .len = 0 };
	struct model_entry e = model_make(m, &b), lost;

	if (r->dropped)
		lost = model_make_lost(m, &b_lost, r->dropped);
	if (ring_memory_room(rm) < b.len + b_lost.len) {
		r->dropped++;
		r->sample_dropped |= e.type == PERF_RECORD_SAMPLE;
		m->seen->dropped_cnt++;
		return;
	}
	if (r->dropped) {
		assert_true(ring_memory_write(rm, bytes_hdr(&b_lost)));
		model_log(r, rm, lost);
		r->dropped = 0;
		r->sample_dropped = false;
	}
	assert_true(ring_memory_write(rm, bytes_hdr(&b)));
	model_log(r, rm, e);
}

static void model_write_some(struct model *m, unsigned int most)
{
	for (unsigned int n = random_below(m, most); n; n--) {
		m->now_ns += random_below(m, 3); /* equal times, too */
		model_write(m, (int)random_below(m, RINGS));
	}
}

static bool lost_is_next(const struct model_ring *r)
{
	return r->given < r->logged && r->log[r->given].type == PERF_RECORD_LOST;
}

static bool was_full(const struct model_ring *r)
{
	return r->given && r->log[r->given - 1].full;
}

/* One gap a place, and none where nothing can be missing. */
static void model_take_gap(struct model *m, struct model_ring *r, const struct record *rec)
{
	assert_false(r->gap_given);
	assert_true(lost_is_next(r) || was_full(r));
	assert_int_equal(rec->time_ns, time_of_last(r, r->given));
	r->gap_given = true;
	m->seen->lost_cnt += lost_is_next(r) && !was_full(r);
	m->seen->full_cnt += !lost_is_next(r);
	m->seen->both_cnt += lost_is_next(r) && was_full(r);
}

static bool others_lose(const struct model *m, int cpu)
{
	for (int i = 0; i < RINGS; i++)
		if (i != cpu && m->ring[i].gap_given)
			return true;
	return false;
}

/* @rec is the next of its ring, by the log. */
static void model_take(struct model *m, const struct record *rec)
{
	struct model_ring *r = &m->ring[rec->cpu];
	const struct model_entry *e = &r->log[r->given];
	struct event ev;

	assert_int_equal(rec->in_loss, others_lose(m, rec->cpu));
	if (rec->hdr->type == RECORD_GAP) {
		model_take_gap(m, r, rec);
		return;
	}
	assert_true(r->given < r->logged);
	assert_int_equal(rec->time_ns, e->time_ns);
	assert_int_equal(rec->hdr->type, e->type);
	assert_int_equal(decode_record(&m->f->layout, rec, &ev), 0);
	if (e->type == PERF_RECORD_SAMPLE) {
		assert_int_equal(ev.tid, e->number);
	} else if (e->type == PERF_RECORD_LOST) {
		assert_int_equal(ev.u.lost.cnt, e->lost_cnt);
		assert_true(r->gap_given);
	}
	r->given++;
	r->gap_given = false;
}

/* The round has left nothing that was due, and said so where samples may be missing. */
static void model_check_round(const struct model *m, uint64_t until_ns)
{
	for (int i = 0; i < RINGS; i++) {
		const struct model_ring *r = &m->ring[i];

		if (r->given < r->logged)
			assert_true(r->log[r->given].time_ns > until_ns);
		if (lost_is_next(r) && time_of_last(r, r->given) <= until_ns)
			assert_true(r->gap_given);
		if (r->given == r->logged && r->sample_dropped)
			assert_true(r->gap_given);
	}
}

/* What was given back the kernel may use at once: no held record may lie there. */
static void scribble(struct ring_memory *rm)
{
	uint64_t room = ring_memory_room(rm);

	for (uint64_t i = 0; i < room; i++)
		rm->data[(rm->ctl.data_head + i) % rm->size] = 0xee;
}

static void model_round(struct model *m, uint64_t *last_ns)
{
	uint64_t until_ns = m->now_ns - random_below(m, 20), round_ns = 0;
	int stop_after = random_below(m, 4) ? -1 : (int)random_below(m, 30), ret = 1;
	struct record rec;

	for (int i = 0; i < RINGS; i++)
		scribble(&m->f->ring[i]);
	merge_begin_round(m->f->merge, until_ns);
	while (stop_after-- && (ret = merge_next(m->f->merge, &rec)) == 1) {
		assert_true(rec.time_ns <= until_ns);
		assert_true(rec.time_ns >= round_ns);
		round_ns = rec.time_ns;
		/* Only the beginning of a loss may be told late. */
		if (rec.hdr->type != RECORD_GAP) {
			assert_true(rec.time_ns >= *last_ns);
			*last_ns = rec.time_ns;
		}
		model_take(m, &rec);
	}
	if (stop_after < 0 && ret == 0)
		model_check_round(m, until_ns);
}

static void run_model(struct fixture *f, unsigned int seed, struct model_seen *seen)
{
	struct model *m = calloc(1, sizeof(*m));
	uint64_t last_ns = 0;
	struct record rec;

	*m = (struct model){ .f = f, .seen = seen, .seed = seed, .now_ns = 1000, .next_number = 1 };
	for (int i = 0; i < MODEL_ROUNDS; i++) {
		model_write_some(m, i % 10 ? 40 : 200);
		model_round(m, &last_ns);
	}
	/* Beyond all that was written, but before the clock: there is no model for idle rings. */
	merge_begin_round(f->merge, m->now_ns + 10);
	while (merge_next(f->merge, &rec) == 1)
		model_take(m, &rec);
	for (int i = 0; i < RINGS; i++)
		assert_int_equal(m->ring[i].given, m->ring[i].logged);
	model_check_round(m, m->now_ns + 10);
	free(m);
}

static void test_random(void **state)
{
	struct model_seen seen = { 0 };

	(void)state;
	for (unsigned int seed = 1; seed <= 40; seed++) {
		void *f;

		setup(&f);
		run_model(f, seed, &seen);
		teardown(&f);
	}
	assert_true(seen.dropped_cnt && seen.lost_cnt && seen.full_cnt && seen.both_cnt);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_nothing),
		TEST(test_order_across_rings),
		TEST(test_equal_times),
		TEST(test_no_way_back_in_a_ring),
		TEST(test_horizon),
		TEST(test_round_ends_at_the_snapshot),
		TEST(test_lost_begins_and_ends),
		TEST(test_lost_first_in_its_round),
		TEST(test_lost_first_of_all),
		TEST(test_lost_later_than_the_record_behind_it),
		TEST(test_each_loss_has_its_gap),
		TEST(test_losses_of_two_rings),
		TEST(test_gap_right_behind_its_record),
		TEST(test_gap_behind_a_full_ring),
		TEST(test_no_gap_with_room),
		TEST(test_gap_in_a_later_round),
		TEST(test_gap_between_snapshot_and_release),
		TEST(test_lost_behind_a_full_ring),
		TEST(test_lost_where_the_ring_was_full),
		TEST(test_full_again_behind_a_lost),
		TEST(test_full_and_nothing_lost),
		TEST(test_full_and_idle),
		TEST(test_stop_inside_of_a_loss),
		TEST(test_injected),
		TEST(test_injected_is_copied),
		TEST(test_injected_never_read),
		TEST(test_records_without_time),
		TEST(test_round_gives_back),
		cmocka_unit_test(test_gives_back_on_the_way),
		TEST(test_stop_in_the_middle),
		TEST(test_stop_before_the_first),
		TEST(test_broken_at_once),
		TEST(test_broken_later),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
