/* SPDX-License-Identifier: GPL-2.0-only */
/* A file by time: rounds, runs, what does not fit in memory, losses, and files that lie. */
#include "unit/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "capture/file_merge.h"
#include "perfdata/format.h"

/* A record of these tests: what the merge asks of it is told by it. */
struct item {
	struct perf_event_header hdr;
	uint64_t time_ns; /* 0: it has none */
	uint64_t serial; /* its place in the file */
	int32_t cpu;
	uint32_t filler[3];
};

enum { ITEM_BYTES = sizeof(struct item), ITEMS_MAX = 200000 };

struct file {
	struct item *items;
	size_t item_cnt;
	size_t first; /* of the next chunk */
	size_t chunk_items;
	size_t live_chunks;
	bool backward; /* what the layout says */
	bool again; /* chunks can be read again, from fd */
	int fd;
	int misalign; /* bytes by which the chunks' data are moved */
	int err_at_end; /* instead of the end */
	unsigned int wait_cnt; /* so often there is nothing yet, before each chunk */
	unsigned int waited;
};

static struct file *live;

static struct decode_layout layout;

static void put(struct perfdata_chunk *c)
{
	assert_true(c->ref_cnt > 0);
	if (--c->ref_cnt)
		return;
	live->live_chunks--;
	free(c);
}

static int read_chunk(void *arg, struct perfdata_chunk **out)
{
	struct file *f = arg;
	size_t cnt = f->item_cnt - f->first < f->chunk_items ? f->item_cnt - f->first :
							       f->chunk_items;
	struct perfdata_chunk *c;

	if (f->waited++ < f->wait_cnt)
		return -EAGAIN;
	f->waited = 0;
	if (!cnt)
		return f->err_at_end;
	c = malloc(sizeof(*c) + cnt * ITEM_BYTES + 16);
	c->ref_cnt = 1;
	c->size = cnt * ITEM_BYTES;
	c->offset = f->again ? (int64_t)(f->first * ITEM_BYTES) : -1;
	c->data = (unsigned char *)(c + 1) + f->misalign;
	memcpy(c->data, &f->items[f->first], c->size);
	f->first += cnt;
	f->live_chunks++;
	*out = c;
	return 1;
}

static void look(void *arg, struct record *rec)
{
	const struct item *it = (const struct item *)rec->hdr;

	(void)arg;
	assert_int_equal((uintptr_t)it % 8, 0);
	layout.backward = live->backward;
	rec->layout = &layout;
	rec->time_ns = it->time_ns;
	rec->cpu = it->cpu;
}

static struct item *add(struct file *f, uint32_t type, uint64_t time_ns, int cpu)
{
	struct item *it = &f->items[f->item_cnt];

	assert_true(f->item_cnt < ITEMS_MAX);
	*it = (struct item){
		.hdr = { .type = type, .size = ITEM_BYTES },
		.time_ns = time_ns,
		.serial = f->item_cnt++,
		.cpu = cpu,
	};
	return it;
}

static void sample(struct file *f, uint64_t time_ns, int cpu)
{
	add(f, PERF_RECORD_SAMPLE, time_ns, cpu);
}

static void finish_round(struct file *f)
{
	add(f, PERFDATA_RECORD_FINISHED_ROUND, 0, -1);
}

static int setup(void **state)
{
	struct file *f = calloc(1, sizeof(*f));

	f->items = calloc(ITEMS_MAX, sizeof(*f->items));
	f->chunk_items = 7;
	f->fd = -1;
	live = f;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct file *f = *state;

	assert_int_equal(f->live_chunks, 0);
	if (f->fd >= 0)
		close(f->fd);
	free(f->items);
	free(f);
	return 0;
}

static struct file_merge *open_limited(struct file *f, size_t held_bytes, size_t runs_max)
{
	const struct file_merge_config cfg = {
		.read = read_chunk,
		.put = put,
		.look = look,
		.arg = f,
		.fd = f->fd,
		.held_bytes = held_bytes,
		.runs_max = runs_max,
	};
	struct file_merge *m = file_merge_new(&cfg);

	f->first = 0;
	assert_non_null(m);
	return m;
}

/* The file as it lies on the disk. */
static void store(struct file *f)
{
	char name[] = "/tmp/systrail-merge-XXXXXX";

	f->fd = mkstemp(name);
	assert_true(f->fd >= 0);
	unlink(name);
	f->again = true;
	assert_int_equal(write(f->fd, f->items, f->item_cnt * ITEM_BYTES),
			 (ssize_t)(f->item_cnt * ITEM_BYTES));
}

static const struct item *next(struct file_merge *m, struct record *rec)
{
	assert_int_equal(file_merge_next(m, rec), 1);
	return (const struct item *)rec->hdr;
}

static void expect_end(struct file_merge *m)
{
	struct record rec;

	assert_int_equal(file_merge_next(m, &rec), 0);
	assert_int_equal(file_merge_next(m, &rec), 0);
	file_merge_free(m);
}

/* The records come in this order, by their places in the file; -1 ends the list. */
static void expect_order(struct file *f, const int *serials)
{
	struct file_merge *m = open_limited(f, 0, 0);
	struct record rec;

	for (; *serials >= 0; serials++)
		assert_int_equal(next(m, &rec)->serial, *serials);
	assert_int_equal(file_merge_late_cnt(m), 0);
	expect_end(m);
}

#define EXPECT_ORDER(f, ...) expect_order(f, (const int[]){ __VA_ARGS__, -1 })

static int by_time(const void *a, const void *b)
{
	const struct item *x = *(const struct item *const *)a, *y = *(const struct item *const *)b;

	if (x->time_ns != y->time_ns)
		return x->time_ns < y->time_ns ? -1 : 1;
	return x->serial < y->serial ? -1 : x->serial > y->serial;
}

/* All records have times and are sorted, those of the same time as in the file. */
static void expect_sorted(struct file *f, size_t held_bytes)
{
	struct file_merge *m = open_limited(f, held_bytes, 0);
	const struct item **sorted = calloc(f->item_cnt, sizeof(*sorted));
	size_t cnt = 0;
	struct record rec;

	for (size_t i = 0; i < f->item_cnt; i++)
		if (f->items[i].hdr.type != PERFDATA_RECORD_FINISHED_ROUND)
			sorted[cnt++] = &f->items[i];
	qsort(sorted, cnt, sizeof(struct item *), by_time);
	for (size_t i = 0; i < cnt; i++) {
		const struct item *it = next(m, &rec);

		assert_int_equal(it->serial, sorted[i]->serial);
		assert_int_equal(rec.time_ns, sorted[i]->time_ns);
		assert_int_equal(rec.cpu, sorted[i]->cpu);
		assert_ptr_equal(rec.layout, &layout);
		assert_false(rec.in_loss);
	}
	assert_int_equal(file_merge_late_cnt(m), 0);
	assert_int_equal(file_merge_spill_error(m), 0);
	expect_end(m);
	free(sorted);
}

static void test_empty(void **state)
{
	expect_end(open_limited(*state, 0, 0));
}

static void test_two_rings(void **state)
{
	struct file *f = *state;

	sample(f, 10, 0);
	sample(f, 30, 0);
	sample(f, 20, 1);
	sample(f, 40, 1);
	finish_round(f);
	EXPECT_ORDER(f, 0, 2, 1, 3);
}

/* A round may bring what is older than the last of the round before, not than those before it. */
static void test_rounds(void **state)
{
	struct file *f = *state;

	sample(f, 10, 0);
	sample(f, 40, 1);
	finish_round(f);
	sample(f, 30, 0);
	sample(f, 60, 1);
	finish_round(f);
	sample(f, 50, 0);
	finish_round(f);
	sample(f, 70, 0);
	EXPECT_ORDER(f, 0, 3, 1, 6, 4, 8);
}

/* Nothing waits longer than its rounds: all but the last three are given before the end is read. */
static void test_gives_early(void **state)
{
	struct file *f = *state;
	struct file_merge *m;
	struct record rec;

	f->chunk_items = 2;
	for (int i = 0; i < 10; i++) {
		sample(f, 100 + (uint64_t)i, 0);
		finish_round(f);
	}
	m = open_limited(f, 0, 0);
	for (size_t i = 0; i < 10; i++) {
		assert_int_equal(next(m, &rec)->time_ns, 100 + i);
		if (i < 8)
			assert_int_equal(f->first, 2 * (i + 3));
	}
	expect_end(m);
}

static void test_equal_times(void **state)
{
	struct file *f = *state;

	sample(f, 10, 0);
	sample(f, 20, 0);
	sample(f, 20, 0);
	sample(f, 10, 1);
	sample(f, 20, 1);
	EXPECT_ORDER(f, 0, 3, 1, 2, 4);
}

/* At the beginning they are first, elsewhere they stay behind the one before. */
static void test_without_time(void **state)
{
	struct file *f = *state;

	sample(f, 0, -1);
	sample(f, 0, -1);
	sample(f, 50, 0);
	sample(f, 0, -1);
	sample(f, 40, 1);
	sample(f, 0, -1);
	sample(f, 30, 2);
	sample(f, 0, -1);
	f->chunk_items = 4;
	EXPECT_ORDER(f, 0, 1, 6, 7, 4, 5, 2, 3);
	f->chunk_items = 1;
	EXPECT_ORDER(f, 0, 1, 6, 7, 4, 5, 2, 3);
}

static uint64_t random_below(uint64_t *seed, uint64_t limit)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return (*seed >> 33) % limit;
}

/* Rounds of rings as perf writes them. */
static void write_rounds(struct file *f, unsigned int rounds, int cpus, uint64_t *seed)
{
	for (unsigned int r = 0; r < rounds; r++) {
		for (int cpu = 0; cpu < cpus; cpu++) {
			/* Each ring is read a bit later than the one before. */
			uint64_t t = 1000 + 100 * r + (uint64_t)cpu;
			uint64_t end = t + 100;

			while (t < end) {
				sample(f, t, cpu);
				t += random_below(seed, 12);
			}
		}
		finish_round(f);
	}
}

static void test_random_rounds(void **state)
{
	struct file *f = *state;
	uint64_t seed = 5;

	for (size_t chunk = 1; chunk < 300; chunk += 37) {
		f->item_cnt = 0;
		f->chunk_items = chunk;
		write_rounds(f, 20, 5, &seed);
		expect_sorted(f, 0);
	}
}

/* perf record without rounds (older ones, and those of one dump): all of the file is one. */
static void drop_rounds(struct file *f)
{
	for (size_t i = 0; i < f->item_cnt; i++)
		if (f->items[i].hdr.type == PERFDATA_RECORD_FINISHED_ROUND)
			f->items[i].hdr.type = PERF_RECORD_SWITCH;
	for (size_t i = 1; i < f->item_cnt; i++)
		if (!f->items[i].time_ns)
			f->items[i].time_ns = f->items[i - 1].time_ns;
}

static void test_without_rounds(void **state)
{
	struct file *f = *state;
	uint64_t seed = 6;

	f->chunk_items = 100;
	write_rounds(f, 40, 5, &seed);
	drop_rounds(f);
	expect_sorted(f, 0);
}

/* More than may be held: the rest is read from the file again. */
static void test_read_again(void **state)
{
	struct file *f = *state;
	uint64_t seed = 7;

	f->chunk_items = 100;
	write_rounds(f, 40, 5, &seed);
	drop_rounds(f);
	store(f);
	expect_sorted(f, 3 * 100 * ITEM_BYTES);
	assert_true(f->item_cnt > 10 * 100);
}

/* The same from a pipe, by the temporary file. */
static void test_spill(void **state)
{
	struct file *f = *state;
	uint64_t seed = 8;

	f->chunk_items = 100;
	write_rounds(f, 40, 5, &seed);
	drop_rounds(f);
	expect_sorted(f, 3 * 100 * ITEM_BYTES);
	f->misalign = 4;
	expect_sorted(f, 3 * 100 * ITEM_BYTES);
}

/* More runs at the same time than there are slots to read them through. */
static void test_more_runs_than_slots(void **state)
{
	struct file *f = *state;

	f->chunk_items = 200;
	for (uint64_t run = 0; run < 700; run++)
		for (uint64_t i = 0; i < 100; i++)
			sample(f, 1000 + 700 * i + (run * 31) % 700, (int)run);
	store(f);
	expect_sorted(f, 2 * 200 * ITEM_BYTES);
}

/* perf record --overwrite: rings with the newest record first, some much longer than a piece. */
static void test_backward(void **state)
{
	struct file *f = *state;

	f->chunk_items = 3000;
	f->backward = true;
	for (int cpu = 0; cpu < 4; cpu++)
		for (uint64_t i = 5000; i-- > 0;)
			sample(f, 1000 + 4 * i + (uint64_t)cpu, cpu);
	expect_sorted(f, 0);
	expect_sorted(f, 4000 * ITEM_BYTES);
	store(f);
	expect_sorted(f, 4000 * ITEM_BYTES);

	/* Of the same time, those further behind in the file are older. */
	f->item_cnt = 0;
	sample(f, 30, 0);
	sample(f, 20, 0);
	sample(f, 20, 0);
	sample(f, 10, 0);
	f->again = false;
	EXPECT_ORDER(f, 3, 2, 1, 0);
}

/* Whichever way they come, a descending stretch is no million of runs. */
static void test_descending(void **state)
{
	struct file *f = *state;
	struct file_merge *m;
	struct record rec;

	f->chunk_items = 1000;
	for (uint64_t i = 50000; i-- > 0;)
		sample(f, 1 + i, 0);
	m = open_limited(f, 0, 500);
	for (uint64_t i = 0; i < 50000; i++)
		assert_int_equal(next(m, &rec)->time_ns, 1 + i);
	expect_end(m);
}

/* Two of the same time that follow a single older one are still in their order. */
static void test_short_stretches(void **state)
{
	struct file *f = *state;

	sample(f, 90, 0);
	sample(f, 30, 1);
	sample(f, 30, 1);
	sample(f, 40, 1);
	EXPECT_ORDER(f, 1, 2, 3, 0);
}

/* Behind what was given already: it comes at once, and is counted. */
static void test_late(void **state)
{
	struct file *f = *state;
	struct file_merge *m;
	struct record rec;

	f->chunk_items = 2;
	for (uint64_t i = 0; i < 5; i++) {
		sample(f, 100 + i, 0);
		finish_round(f);
	}
	sample(f, 7, 1);
	sample(f, 200, 1);
	m = open_limited(f, 0, 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(next(m, &rec)->time_ns, 100 + i);
	assert_int_equal(next(m, &rec)->time_ns, 7);
	assert_int_equal(file_merge_late_cnt(m), 1);
	assert_int_equal(next(m, &rec)->time_ns, 103);
	assert_int_equal(next(m, &rec)->time_ns, 104);
	assert_int_equal(next(m, &rec)->time_ns, 200);
	assert_int_equal(file_merge_late_cnt(m), 1);
	expect_end(m);
}

/* Too many runs: nothing is dropped, and the memory stays bounded. */
static void test_too_many_runs(void **state)
{
	struct file *f = *state;
	struct file_merge *m;
	struct record rec;
	uint64_t seed = 9;
	size_t cnt = 0;
	int ret;

	f->chunk_items = 50;
	for (size_t i = 0; i < 20000; i++)
		sample(f, 1 + random_below(&seed, 1000000), (int)random_below(&seed, 70000) - 1);
	for (size_t i = 0; i < f->item_cnt; i++)
		if (f->items[i].cpu >= DECODE_CPU_LIMIT)
			f->items[i].cpu = -1;
	m = open_limited(f, 0, 100);
	while ((ret = file_merge_next(m, &rec)) > 0) {
		cnt++;
		assert_true(f->live_chunks <= 102);
	}
	assert_int_equal(ret, 0);
	assert_int_equal(cnt, f->item_cnt);
	assert_true(file_merge_late_cnt(m) > 0);
	file_merge_free(m);
}

/* Without a temporary file what does not fit is given too early, but given. */
static void test_no_spill(void **state)
{
	struct file *f = *state;
	struct file_merge *m;
	struct record rec;
	struct rlimit old;
	size_t cnt = 0;

	f->chunk_items = 10;
	for (uint64_t i = 0; i < 500; i++)
		sample(f, 1000 - (i / 10) * 10 + i % 10, 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 0, old.rlim_max }), 0);
	m = open_limited(f, 5 * 10 * ITEM_BYTES, 0);
	while (file_merge_next(m, &rec) > 0)
		cnt++;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(cnt, 500);
	assert_int_equal(file_merge_spill_error(m), -EMFILE);
	assert_true(file_merge_late_cnt(m) > 0);
	file_merge_free(m);
}

/* --- Losses -------------------------------------------------------------------------------- */

struct expected {
	uint32_t type;
	uint64_t time_ns;
	int cpu;
	bool in_loss;
};

static void expect_records(struct file *f, const struct expected *e, size_t cnt)
{
	struct file_merge *m = open_limited(f, 0, 0);
	struct record rec;

	for (size_t i = 0; i < cnt; i++) {
		next(m, &rec);
		assert_int_equal(rec.hdr->type, e[i].type);
		assert_int_equal(rec.time_ns, e[i].time_ns);
		assert_int_equal(rec.cpu, e[i].cpu);
		assert_int_equal(rec.in_loss, e[i].in_loss);
	}
	expect_end(m);
}

enum { S = PERF_RECORD_SAMPLE, L = PERF_RECORD_LOST, GAP = RECORD_GAP };

static void test_loss(void **state)
{
	static const struct expected e[] = {
		{ S, 10, 0, false }, { S, 20, 1, false }, { GAP, 20, 1, false }, { S, 25, 0, true },
		{ L, 30, 1, false }, { S, 35, 1, false }, { S, 40, 0, false },
	};
	struct file *f = *state;

	sample(f, 10, 0);
	sample(f, 25, 0);
	sample(f, 40, 0);
	sample(f, 20, 1);
	add(f, PERF_RECORD_LOST, 30, 1);
	sample(f, 35, 1);
	expect_records(f, e, ARRAY_CNT(e));
}

/* LOST is the first that the next round has of that ring. */
static void test_loss_over_rounds(void **state)
{
	static const struct expected e[] = {
		{ S, 10, 1, false },  { GAP, 10, 1, false }, { S, 90, 0, true },
		{ L, 120, 1, false }, { S, 130, 1, false },  { S, 140, 0, false },
	};
	struct file *f = *state;

	f->chunk_items = 1;
	sample(f, 10, 1);
	sample(f, 90, 0);
	finish_round(f);
	finish_round(f);
	add(f, PERF_RECORD_LOST, 120, 1);
	sample(f, 130, 1);
	sample(f, 140, 0);
	expect_records(f, e, ARRAY_CNT(e));
}

/* Nobody says on which CPU: then all records in between are suspect. */
static void test_loss_without_cpu(void **state)
{
	static const struct expected e[] = {
		{ GAP, 0, -1, false }, { S, 10, -1, true },  { S, 20, -1, true },
		{ L, 30, -1, false },  { S, 35, -1, false },
	};
	struct file *f = *state;

	sample(f, 20, -1);
	sample(f, 10, -1);
	add(f, PERF_RECORD_LOST, 30, -1);
	sample(f, 35, -1);
	expect_records(f, e, ARRAY_CNT(e));
}

/* Two on one CPU, and one on each of two, that overlap. */
static void test_many_losses(void **state)
{
	static const struct expected e[] = {
		{ S, 10, 0, false },  { GAP, 10, 0, false }, { S, 15, 1, true },
		{ GAP, 15, 1, true }, { L, 20, 0, true },    { GAP, 20, 0, true },
		{ L, 30, 1, true },   { S, 40, 1, true },    { L, 50, 0, false },
	};
	struct file *f = *state;

	sample(f, 10, 0);
	add(f, PERF_RECORD_LOST, 20, 0);
	add(f, PERF_RECORD_LOST, 50, 0);
	sample(f, 15, 1);
	add(f, PERF_RECORD_LOST, 30, 1);
	sample(f, 40, 1);
	expect_records(f, e, ARRAY_CNT(e));
}

/* A loss whose beginning is given already still opens and closes. */
static void test_late_loss(void **state)
{
	struct file *f = *state;
	struct file_merge *m;
	struct record rec;
	bool open = false;

	f->chunk_items = 1;
	sample(f, 10, 1);
	for (uint64_t i = 0; i < 10; i++) {
		sample(f, 100 + i, 0);
		finish_round(f);
	}
	add(f, PERF_RECORD_LOST, 200, 1);
	sample(f, 300, 0);
	m = open_limited(f, 0, 0);
	for (int i = 0; i < 14; i++) {
		next(m, &rec);
		if (rec.hdr->type == RECORD_GAP) {
			open = true;
			assert_true(rec.time_ns >= 107);
		}
		if (rec.hdr->type == PERF_RECORD_SAMPLE)
			assert_int_equal(rec.in_loss, open);
		if (rec.hdr->type == PERF_RECORD_LOST)
			open = false;
	}
	assert_int_equal(rec.time_ns, 300);
	assert_false(rec.in_loss);
	expect_end(m);
}

/* --- Errors -------------------------------------------------------------------------------- */

static void test_reader_fails(void **state)
{
	struct file *f = *state;
	struct file_merge *m;
	struct record rec;

	sample(f, 10, 0);
	f->err_at_end = -EBADMSG;
	m = open_limited(f, 0, 0);
	assert_int_equal(file_merge_next(m, &rec), -EBADMSG);
	assert_int_equal(file_merge_next(m, &rec), -EBADMSG);
	file_merge_free(m);
}

/* A pipe that is slow. */
static void test_waits(void **state)
{
	struct file *f = *state;
	struct file_merge *m;
	struct record rec;
	int cnt = 0, waited = 0, ret;

	f->wait_cnt = 2;
	for (uint64_t i = 0; i < 20; i++)
		sample(f, 1 + i, 0);
	m = open_limited(f, 0, 0);
	assert_int_equal(file_merge_begin(m), -EAGAIN);
	while ((ret = file_merge_next(m, &rec))) {
		assert_true(ret == 1 || ret == -EAGAIN);
		cnt += ret == 1;
		waited += ret < 0;
	}
	assert_int_equal(cnt, 20);
	assert_int_equal(waited, 7);
	file_merge_free(m);
}

/* Somebody writes to the file while it is read, or cuts it. */
static void test_changed_meanwhile(void **state)
{
	static const struct perf_event_header broken = { .type = S, .size = 4 };
	struct file *f = *state;

	f->chunk_items = 10;
	for (uint64_t i = 0; i < 500; i++)
		sample(f, 1000 - (i / 10) * 10 + i % 10, 0);
	for (int way = 0; way < 2; way++) {
		struct file_merge *m;
		struct record rec;
		int ret;

		if (f->fd >= 0)
			close(f->fd);
		store(f);
		m = open_limited(f, 5 * 10 * ITEM_BYTES, 0);
		/* All is read when the first record is given: this file has no rounds. */
		next(m, &rec);
		if (way)
			assert_int_equal(ftruncate(f->fd, 2000), 0);
		else
			for (size_t i = 0; i < f->item_cnt; i++)
				assert_int_equal(pwrite(f->fd, &broken, sizeof(broken),
							(off_t)(i * ITEM_BYTES)),
						 sizeof(broken));
		while ((ret = file_merge_next(m, &rec)) > 0)
			;
		assert_int_equal(ret, -EIO);
		file_merge_free(m);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_empty),
		TEST(test_two_rings),
		TEST(test_rounds),
		TEST(test_gives_early),
		TEST(test_equal_times),
		TEST(test_without_time),
		TEST(test_random_rounds),
		TEST(test_without_rounds),
		TEST(test_read_again),
		TEST(test_spill),
		TEST(test_more_runs_than_slots),
		TEST(test_backward),
		TEST(test_descending),
		TEST(test_short_stretches),
		TEST(test_late),
		TEST(test_too_many_runs),
		TEST(test_no_spill),
		TEST(test_loss),
		TEST(test_loss_over_rounds),
		TEST(test_loss_without_cpu),
		TEST(test_many_losses),
		TEST(test_late_loss),
		TEST(test_reader_fails),
		TEST(test_waits),
		TEST(test_changed_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
