/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a ring: records that wrap, positions, sizes that cannot be. */
#include "unit/check.h"

#include <errno.h>
#include <string.h>

#include "unit/ring_memory.h"

enum { RING_BYTES = 1024, FULL_BELOW_BYTES = 256 };

/* A record of @size bytes, each of which depends on @seed. */
struct record_of {
	struct perf_event_header hdr;
	unsigned char body[RING_BYTES - sizeof(struct perf_event_header)];
};

static struct record_of make_record(unsigned int seed, size_t size)
{
	struct record_of r = { .hdr = { .type = seed, .size = (uint16_t)size } };

	for (size_t i = 0; i < sizeof(r.body); i++)
		r.body[i] = (unsigned char)(7 * seed + i);
	return r;
}

static const struct perf_event_header *peek(struct ring_memory *rm)
{
	int err = 0;
	const struct perf_event_header *hdr = ring_peek(&rm->ring, &err);

	assert_int_equal(err, 0);
	return hdr;
}

static void write_record(struct ring_memory *rm, unsigned int seed, size_t size)
{
	struct record_of r = make_record(seed, size);

	assert_true(ring_memory_write(rm, &r.hdr));
}

static void expect_record(struct ring_memory *rm, unsigned int seed, size_t size)
{
	struct record_of r = make_record(seed, size);
	const struct perf_event_header *hdr = peek(rm);

	assert_non_null(hdr);
	assert_int_equal(hdr->size, size);
	assert_memory_equal(hdr, &r, size);
	ring_skip(&rm->ring, hdr);
}

static void test_empty(void **state)
{
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 0);
	assert_null(peek(&rm));
	ring_snapshot(&rm.ring);
	assert_null(peek(&rm));
	assert_int_equal(rm.ring.gap_pos, RING_NO_GAP);
	assert_false(ring_at_gap(&rm.ring));
	ring_memory_fini(&rm);
}

/* Every place in the ring, and every size, so that each split into two parts occurs. */
static void test_wraps_everywhere(void **state)
{
	(void)state;
	for (uint64_t start = 0; start < RING_BYTES; start += 8) {
		for (size_t size = 8; size <= 160; size += 8) {
			struct ring_memory rm;

			ring_memory_init(&rm, RING_BYTES, start);
			write_record(&rm, 1, size);
			write_record(&rm, 2, 24);
			ring_snapshot(&rm.ring);
			expect_record(&rm, 1, size);
			expect_record(&rm, 2, 24);
			assert_null(peek(&rm));
			ring_memory_fini(&rm);
		}
	}
}

static void test_record_as_large_as_the_ring(void **state)
{
	(void)state;
	for (uint64_t start = 0; start < RING_BYTES; start += 8) {
		struct ring_memory rm;

		ring_memory_init(&rm, RING_BYTES, start);
		write_record(&rm, 3, RING_BYTES);
		ring_snapshot(&rm.ring);
		expect_record(&rm, 3, RING_BYTES);
		ring_memory_fini(&rm);
	}
}

/* Positions are 64 bits wide and only grow; nothing happens where they wrap. */
static void test_positions_wrap(void **state)
{
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, UINT64_MAX - 15);
	for (unsigned int i = 0; i < 10; i++) {
		write_record(&rm, i, 48);
		ring_snapshot(&rm.ring);
		expect_record(&rm, i, 48);
		assert_int_equal(ring_held_bytes(&rm.ring), 48);
		ring_release(&rm.ring);
	}
	assert_int_equal(rm.ctl.data_tail, 480 - 16);
	ring_memory_fini(&rm);
}

static void test_snapshot_is_the_end(void **state)
{
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 0);
	write_record(&rm, 1, 32);
	assert_null(peek(&rm));
	ring_snapshot(&rm.ring);
	write_record(&rm, 2, 32);
	expect_record(&rm, 1, 32);
	assert_null(peek(&rm));
	ring_snapshot(&rm.ring);
	expect_record(&rm, 2, 32);
	ring_memory_fini(&rm);
}

static void test_peek_does_not_move(void **state)
{
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, RING_BYTES - 16);
	write_record(&rm, 1, 40);
	ring_snapshot(&rm.ring);
	assert_ptr_equal(peek(&rm), peek(&rm));
	expect_record(&rm, 1, 40);
	ring_memory_fini(&rm);
}

/* Until the release the kernel must not write over what was read. */
static void test_release(void **state)
{
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 64);
	write_record(&rm, 1, 512);
	write_record(&rm, 2, 512);
	ring_snapshot(&rm.ring);
	expect_record(&rm, 1, 512);
	assert_int_equal(rm.ctl.data_tail, 64);
	assert_int_equal(ring_held_bytes(&rm.ring), 512);
	assert_int_equal(ring_memory_room(&rm), 0);
	ring_release(&rm.ring);
	assert_int_equal(rm.ctl.data_tail, 64 + 512);
	assert_int_equal(ring_held_bytes(&rm.ring), 0);
	write_record(&rm, 3, 512);
	expect_record(&rm, 2, 512);
	ring_snapshot(&rm.ring);
	expect_record(&rm, 3, 512);
	assert_int_equal(rm.ctl.data_tail, 64 + 512);
	ring_memory_fini(&rm);
}

/* Full is what leaves no room for the longest sys_enter, in terms of what was released. */
static void test_gap_at_snapshot(void **state)
{
	uint64_t used = RING_BYTES - FULL_BELOW_BYTES;
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 8);
	write_record(&rm, 1, used);
	ring_snapshot(&rm.ring);
	assert_int_equal(rm.ring.gap_pos, RING_NO_GAP);
	write_record(&rm, 2, 8);
	ring_snapshot(&rm.ring);
	assert_int_equal(rm.ring.gap_pos, rm.ctl.data_head);
	assert_false(ring_at_gap(&rm.ring));
	expect_record(&rm, 1, used);
	assert_false(ring_at_gap(&rm.ring));
	expect_record(&rm, 2, 8);
	assert_true(ring_at_gap(&rm.ring));
	/* With room again it stays where it was, until the caller has taken note. */
	ring_release(&rm.ring);
	write_record(&rm, 3, 8);
	ring_snapshot(&rm.ring);
	assert_true(ring_at_gap(&rm.ring));
	rm.ring.gap_pos = RING_NO_GAP;
	ring_snapshot(&rm.ring);
	assert_int_equal(rm.ring.gap_pos, RING_NO_GAP);
	ring_memory_fini(&rm);
}

/* What fills up behind a snapshot shows when room is given back. */
static void test_gap_at_release(void **state)
{
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 8);
	write_record(&rm, 1, 512);
	ring_snapshot(&rm.ring);
	expect_record(&rm, 1, 512);
	write_record(&rm, 2, 512);
	ring_release(&rm.ring);
	assert_int_equal(rm.ring.gap_pos, rm.ctl.data_head);
	assert_false(ring_at_gap(&rm.ring));
	ring_snapshot(&rm.ring);
	expect_record(&rm, 2, 512);
	assert_true(ring_at_gap(&rm.ring));
	ring_memory_fini(&rm);
}

static void test_no_gap_at_release(void **state)
{
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 8);
	write_record(&rm, 1, 512);
	ring_snapshot(&rm.ring);
	expect_record(&rm, 1, 512);
	write_record(&rm, 2, 512 - FULL_BELOW_BYTES);
	ring_release(&rm.ring);
	assert_int_equal(rm.ring.gap_pos, RING_NO_GAP);
	ring_memory_fini(&rm);
}

/* A header that says @size, with @there bytes behind it in the ring. */
static void expect_broken(uint16_t size, uint64_t there, uint64_t start)
{
	struct record_of r = make_record(1, 0);
	struct ring_memory rm;
	int err = 0;

	r.hdr.size = size;
	ring_memory_init(&rm, RING_BYTES, start);
	ring_memory_force(&rm, &r, there);
	ring_snapshot(&rm.ring);
	assert_null(ring_peek(&rm.ring, &err));
	assert_int_equal(err, -EBADMSG);
	assert_int_equal(rm.ring.pos, start);
	ring_memory_fini(&rm);
}

static void test_broken_sizes(void **state)
{
	(void)state;
	for (uint64_t start = 0; start < RING_BYTES; start += 8) {
		expect_broken(0, 64, start);
		for (uint16_t size = 1; size < 8; size++)
			expect_broken(size, 64, start);
		for (uint16_t size = 9; size < 64; size++)
			if (size % 8)
				expect_broken(size, 64, start);
		expect_broken(72, 64, start);
		expect_broken(RING_BYTES + 8, RING_BYTES, start);
		expect_broken(UINT16_MAX - 7, 64, start);
		expect_broken(UINT16_MAX, 64, start);
		for (uint64_t there = 1; there < 8; there++)
			expect_broken(8, there, start);
	}
}

/* A write position that is farther ahead than the ring is long must not be believed. */
static void test_more_than_the_ring_holds(void **state)
{
	struct record_of r = make_record(1, 0);
	struct ring_memory rm;
	int err = 0;

	(void)state;
	r.hdr.size = 4 * RING_BYTES;
	ring_memory_init(&rm, RING_BYTES, 512);
	ring_memory_force(&rm, &r, sizeof(r));
	rm.ctl.data_head += 8 * RING_BYTES;
	ring_snapshot(&rm.ring);
	assert_null(ring_peek(&rm.ring, &err));
	assert_int_equal(err, -EBADMSG);
	ring_memory_fini(&rm);
}

static void test_err_is_left_alone(void **state)
{
	struct ring_memory rm;
	int err = 42;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 0);
	write_record(&rm, 1, 32);
	ring_snapshot(&rm.ring);
	assert_non_null(ring_peek(&rm.ring, &err));
	ring_skip(&rm.ring, peek(&rm));
	assert_null(ring_peek(&rm.ring, &err));
	assert_int_equal(err, 42);
	ring_memory_fini(&rm);
}

/* --- As pieces ----------------------------------------------------------------------------- */

static void test_pieces(void **state)
{
	(void)state;
	for (uint64_t start = 0; start < 2 * RING_BYTES; start += 8) {
		struct record_of r = make_record(1, 200), second = make_record(2, 104);
		unsigned char all[304], *p = all;
		struct ring_memory rm;
		struct iovec v[2];
		int cnt;

		ring_memory_init(&rm, RING_BYTES, start);
		ring_snapshot(&rm.ring);
		assert_int_equal(ring_pieces(&rm.ring, v), 0);
		write_record(&rm, 1, 200);
		write_record(&rm, 2, 104);
		assert_int_equal(ring_pieces(&rm.ring, v), 0); /* not in the snapshot */
		ring_snapshot(&rm.ring);
		cnt = ring_pieces(&rm.ring, v);
		for (int i = 0; i < cnt; i++) {
			assert_true(v[i].iov_len && p + v[i].iov_len <= all + sizeof(all));
			p = (unsigned char *)memcpy(p, v[i].iov_base, v[i].iov_len) + v[i].iov_len;
		}
		assert_int_equal(p - all, sizeof(all));
		assert_memory_equal(all, &r, 200);
		assert_memory_equal(all + 200, &second, 104);
		ring_skip_bytes(&rm.ring, sizeof(all));
		ring_release(&rm.ring);
		assert_int_equal(ring_memory_room(&rm), RING_BYTES);
		assert_int_equal(ring_pieces(&rm.ring, v), 0);
		ring_memory_fini(&rm);
	}
}

static void test_pieces_full(void **state)
{
	struct ring_memory rm;
	struct iovec v[2];

	(void)state;
	for (uint64_t start = 0; start < RING_BYTES; start += 64) {
		ring_memory_init(&rm, RING_BYTES, start);
		for (int i = 0; i < 8; i++)
			write_record(&rm, 1, RING_BYTES / 8);
		ring_snapshot(&rm.ring);
		assert_int_equal(ring_pieces(&rm.ring, v), start ? 2 : 1);
		assert_int_equal(v[0].iov_len + (start ? v[1].iov_len : 0), RING_BYTES);
		ring_memory_fini(&rm);
	}
}

/* --- Written backward ---------------------------------------------------------------------- */

/* As the kernel does it: the head goes down, and what is there is written over. */
static void write_backward(struct ring_memory *rm, unsigned int seed, size_t size)
{
	struct record_of r = make_record(seed, size);
	const unsigned char *p = (const void *)&r;

	rm->ctl.data_head -= size;
	for (size_t i = 0; i < size; i++)
		rm->data[(rm->ctl.data_head + i) % rm->size] = p[i];
}

/* The newest is number @newest, and all before it are there as long as there is room. */
static void expect_walk(struct ring_memory *rm, struct ring_walk *w, unsigned int newest,
			const size_t *sizes, size_t size_cnt)
{
	uint64_t bytes = 0;

	assert_int_equal(ring_walk_backward(&rm->ring, w), 0);
	for (size_t i = w->cnt; i-- > 0; newest--) {
		size_t size = sizes[newest % size_cnt];
		struct record_of r = make_record(newest, size);
		const struct perf_event_header *hdr = ring_at(&rm->ring, w->pos[i]);

		assert_int_equal(hdr->size, size);
		assert_memory_equal(hdr, &r, size);
		bytes += size;
	}
	assert_true(bytes <= rm->size);
	assert_true(!newest || bytes + sizes[newest % size_cnt] > rm->size);
}

static void test_backward(void **state)
{
	static const size_t sizes[] = { 8, 48, 104, 16, 200, 72 };
	struct ring_walk w = { 0 };
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 0);
	assert_int_equal(ring_walk_backward(&rm.ring, &w), 0);
	assert_int_equal(w.cnt, 0);
	for (unsigned int seed = 1; seed < 200; seed++) {
		write_backward(&rm, seed, sizes[seed % ARRAY_CNT(sizes)]);
		expect_walk(&rm, &w, seed, sizes, ARRAY_CNT(sizes));
	}
	ring_walk_fini(&w);
	ring_memory_fini(&rm);
}

/* Exactly as much as there is room for, so that the oldest ends where the newest begins. */
static void test_backward_full(void **state)
{
	static const size_t sizes[] = { 64 };
	struct ring_walk w = { 0 };
	struct ring_memory rm;

	(void)state;
	ring_memory_init(&rm, RING_BYTES, 0);
	for (unsigned int seed = 1; seed <= RING_BYTES / 64; seed++)
		write_backward(&rm, seed, 64);
	expect_walk(&rm, &w, RING_BYTES / 64, sizes, 1);
	assert_int_equal(w.cnt, RING_BYTES / 64);
	ring_walk_fini(&w);
	ring_memory_fini(&rm);
}

static void test_backward_broken(void **state)
{
	static const uint16_t sizes[] = { 1, 7, 12, 33 };
	struct ring_walk w = { 0 };
	struct ring_memory rm;

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(sizes); i++) {
		struct perf_event_header *hdr;

		ring_memory_init(&rm, RING_BYTES, 0);
		write_backward(&rm, 1, 64);
		hdr = (void *)(rm.data + RING_BYTES - 64);
		write_backward(&rm, 2, 48);
		hdr->size = sizes[i];
		assert_int_equal(ring_walk_backward(&rm.ring, &w), -EBADMSG);
		assert_int_equal(w.cnt, 1); /* the one that is whole */
		assert_int_equal(ring_at(&rm.ring, w.pos[0])->size, 48);
		ring_memory_fini(&rm);
	}
	ring_walk_fini(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_wraps_everywhere),
		cmocka_unit_test(test_record_as_large_as_the_ring),
		cmocka_unit_test(test_positions_wrap),
		cmocka_unit_test(test_snapshot_is_the_end),
		cmocka_unit_test(test_peek_does_not_move),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_gap_at_snapshot),
		cmocka_unit_test(test_gap_at_release),
		cmocka_unit_test(test_no_gap_at_release),
		cmocka_unit_test(test_broken_sizes),
		cmocka_unit_test(test_err_is_left_alone),
		cmocka_unit_test(test_more_than_the_ring_holds),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_pieces_full),
		cmocka_unit_test(test_backward),
		cmocka_unit_test(test_backward_full),
		cmocka_unit_test(test_backward_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
