/* SPDX-License-Identifier: GPL-2.0-only */
/* Counting calls, records and pairs of records: what comes out as CSV, against sums made here. */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink/stat.h"
#include "unit/calls.h"
#include "unit/perfdata_bytes.h"
#include "unit/stat_events.h"
#include "unit/stats_tables.h"

enum { BEGIN_NS = 1000, SECOND_NS = 1000000000, MILLION = 1000000 };

static const struct stat_source calls, issues = { stat_events, 1, false },
				       both = { stat_events, 2, false },
				       pair = { stat_events, 2, true };

struct fixture {
	struct said said;
	struct diag diag;
	struct stat_spec *spec;
	struct stat_config cfg;
	struct stats_shown shown;
	struct sink *sink;
	struct task task;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->diag = said_diag(&f->said);
	f->spec = calloc(1, sizeof(*f->spec));
	f->task = (struct task){ .pid = 10, .tid = 11, .comm = "dd", .uid = -1 };
	f->cfg = (struct stat_config){
		.diag = &f->diag,
		.spec = f->spec,
		.tables = { .put.order.by_key = true, .format = TABLES_CSV },
		.max_keys = 1000,
	};
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sink_close(f->sink);
	shown_fini(&f->shown);
	stat_spec_fini(f->spec);
	free(f->spec);
	free(f);
	return 0;
}

/* Options one after the other: `sum`, `bytes`, ...; `by`, `key` and `expr` are such too. */
static void options(struct fixture *f, const struct stat_source *source, const char *const *words)
{
	static const double percents[] = { 100 };

	stat_spec_init(f->spec, source, &f->diag);
	for (; *words; words += 2) {
		int err;

		if (!strcmp(words[0], "by"))
			err = stat_spec_add_keys(f->spec, words[1]);
		else if (!strcmp(words[0], "key"))
			err = stat_spec_set_pair_key(f->spec, words[1]);
		else if (!strcmp(words[0], "expr"))
			err = stat_spec_set_expr(f->spec, words[1]);
		else
			err = stat_spec_add_values(f->spec, words[0], words[1], percents, 1);
		if (err)
			fail_msg("--%s %s: %s", words[0], words[1], f->said.last);
	}
	shown_begin(&f->shown);
	f->cfg.tables.put.out = f->shown.out;
	f->sink = stat_new(&f->cfg);
	assert_non_null(f->sink);
	sink_tick(f->sink, BEGIN_NS);
}

#define OPTIONS(f, source, ...) options(f, source, (const char *const[]){ __VA_ARGS__, NULL })

/* All that was written but the names of the columns. */
static const char *finish(struct fixture *f, uint64_t now_ns)
{
	struct sink_end end = { .now_ns = now_ns };
	const char *text;

	assert_int_equal(sink_finish(f->sink, &end), 0);
	text = strchr(shown_end(&f->shown), '\n');
	assert_non_null(text);
	return text + 1;
}

static void mark(struct fixture *f, size_t idx, uint64_t time_ns, const void *raw, size_t raw_len)
{
	struct mark m = stat_mark_of(idx, &f->task, time_ns, raw, raw_len);

	assert_false(sink_mark(f->sink, &m));
}

static void issue(struct fixture *f, uint64_t time_ns, const struct issue_record *r)
{
	mark(f, ISSUE, time_ns, r, sizeof(*r));
}

static void done(struct fixture *f, uint64_t time_ns, const struct done_record *r)
{
	mark(f, DONE, time_ns, r, sizeof(*r));
}

/* --- Records ------------------------------------------------------------------------------------- */

static void test_events(void **state)
{
	struct fixture *f = *state;

	OPTIONS(f, &both, "by", "event,dev", "sum", "sector", "max", "sector");
	for (unsigned int i = 0; i < 10; i++) {
		issue(f, i, &(struct issue_record){ .dev = i % 2, .sector = i });
		done(f, i, &(struct done_record){ .dev = 2 << 20, .sector = -(int64_t)i });
	}
	assert_string_equal(finish(f, 20), "test:done,\"2,0\",10,-45,0\n"
					   "test:issue,\"0,0\",5,20,8\n"
					   "test:issue,\"0,1\",5,25,9\n");
	assert_int_equal(f->said.cnt[DIAG_WARN], 0);
}

/* What is no record of these events is none of our business. */
static void test_other_marks(void **state)
{
	static const struct issue_record r;
	struct fixture *f = *state;
	struct mark m;
	struct call c = { .state = CALL_COMPLETE, .task = &f->task };

	OPTIONS(f, &issues, "by", "event");
	issue(f, 1, &r);
	m = stat_mark_of(ISSUE, &f->task, 1, &r, sizeof(r));
	m.kind = MARK_FAULT;
	sink_mark(f->sink, &m);
	for (uint32_t id = 0; id < 70000; id++) {
		m = stat_mark_of(ISSUE, &f->task, 1, &r, sizeof(r));
		m.u.tracepoint.id = id;
		if (id != stat_events[ISSUE].id)
			sink_mark(f->sink, &m);
	}
	m.u.tracepoint.id = UINT32_MAX;
	sink_mark(f->sink, &m);
	sink_call(f->sink, &c);
	assert_string_equal(finish(f, 20), "test:issue,1\n");
}

/* A record that ends too early is counted, but not what is not in it. */
static void test_cut_records(void **state)
{
	struct issue_record *r = calloc(1, sizeof(*r));
	struct fixture *f = *state;

	OPTIONS(f, &issues, "by", "dev,comm", "sum", "bytes", "min", "bytes");
	r->bytes = 7;
	strcpy(r->comm, "\033[2J,\"");
	for (size_t len = 0; len <= sizeof(*r); len++) {
		void *copy = malloc(len ? len : 1); /* that ends where it ends */

		memcpy(copy, r, len);
		mark(f, ISSUE, 1, copy, len);
		free(copy);
	}
	free(r);
	/* dev is in bytes 4..7, bytes in 16..19 and comm in 32..47. */
	assert_string_equal(finish(f, 20), ",,8,0,\n"
					   "\"0,0\",,40,196,7\n"
					   "\"0,0\",\"\\x1b[2J,\"\"\",65,455,7\n");
}

static void test_expression(void **state)
{
	struct fixture *f = *state;

	OPTIONS(f, &both, "by", "event", "expr",
		"sector > 3 && task.comm == \"dd\" && event != \"test:done\"");
	for (unsigned int i = 0; i < 10; i++) {
		issue(f, i, &(struct issue_record){ .sector = i });
		issue(f, i, &(struct issue_record){ .sector = UINT64_MAX - i });
		done(f, i, &(struct done_record){ .sector = i });
		mark(f, ISSUE, 1, "", 1);
	}
	assert_string_equal(finish(f, 20), "test:issue,16\n");
}

/* --- Calls --------------------------------------------------------------------------------------- */

static void call(struct fixture *f, enum call_state state, const char *name, uint64_t dur_ns,
		 int64_t ret)
{
	int64_t nr = calls_nr(arch_native_abi(), name);
	struct call c = {
		.state = state,
		.task = &f->task,
		.desc = syscall_get(arch_native_abi(), nr),
		.abi = arch_native_abi(),
		.nr = nr,
		.ret = ret,
		.dur_ns = dur_ns,
		.args = { 3, 0, 4096 },
	};

	assert_false(sink_call(f->sink, &c));
}

static void test_calls(void **state)
{
	struct fixture *f = *state;

	OPTIONS(f, &calls, "by", "syscall,errno", "sum", "duration,bytes.read", "avg", "duration",
		"percentiles", "duration");
	call(f, CALL_COMPLETE, "read", 10, 4096);
	call(f, CALL_COMPLETE, "read", 20, 4096);
	call(f, CALL_COMPLETE, "read", 30, -ENOENT);
	call(f, CALL_NO_ENTER, "read", 50, 1); /* how long it took is not known */
	call(f, CALL_COMPLETE, "close", 5, 0);
	/* As in a summary: only what returned, and to who made it. */
	call(f, CALL_IN_CHILD, "clone", 0, 0);
	call(f, CALL_UNFINISHED, "read", 1, 0);
	call(f, CALL_NO_RETURN, "exit", 1, 0);
	assert_string_equal(finish(f, 20), "close,,1,5,0,5,5\n"
					   "read,,3,30,8193,15,20\n"
					   "read,ENOENT,1,30,0,30,30\n");
}

/* --- Pairs --------------------------------------------------------------------------------------- */

static void test_pairs(void **state)
{
	struct issue_record i = { .dev = 1, .sector = 8, .bytes = 512, .comm = "first" };
	struct done_record d = { .dev = 1, .sector = 8, .error = -5 };
	struct fixture *f = *state;

	OPTIONS(f, &pair, "key", "dev,sector", "by", "comm,task.comm,end.pid,error", "sum",
		"latency,bytes", "expr", "latency < 1s");
	issue(f, 100, &i);
	/* Whatever is in this memory, and whose turn it is, when it ends. */
	memset(&i, 'x', sizeof(i));
	strcpy(f->task.comm, "irq");
	f->task.pid = 77;
	done(f, 150, &d);
	i = (struct issue_record){ .dev = 1, .sector = 8 };
	issue(f, 200, &i);
	done(f, 200 + SECOND_NS, &d);
	assert_string_equal(finish(f, SECOND_NS), "first,dd,77,-5,1,50,512\n");
	assert_int_equal(f->said.cnt[DIAG_WARN], 0);
}

static void test_pairs_that_are_none(void **state)
{
	const struct issue_record i = { .sector = 1 };
	const struct done_record d = { .sector = 1 };
	struct fixture *f = *state;

	OPTIONS(f, &pair, "key", "sector", "sum", "latency");
	done(f, 1, &d); /* has not begun */
	done(f, 2, &d);
	issue(f, 10, &i);
	issue(f, 20, &i); /* again */
	done(f, 21, &d);
	done(f, 22, &d); /* has ended */
	issue(f, 40, &i);
	done(f, 39, &d); /* the clock went back */
	issue(f, 50, &i);
	done(f, 50, &d); /* at once: that is a time */
	issue(f, 60, &i); /* does not end */
	assert_string_equal(finish(f, 100), "2,1\n");
	assert_int_equal(f->said.cnt[DIAG_WARN], 2);
	assert_non_null(strstr(f->said.last, "3 ended without"));
	assert_non_null(strstr(f->said.last, "1 began again"));
	assert_non_null(strstr(f->said.last, "1 had not ended"));
}

/* Two things of which nobody knows what they are need not be the same. */
/* The end that was lost is not the one behind the loss, which is of another begin. */
static void test_pairs_across_a_loss(void **state)
{
	const struct issue_record i = { .sector = 1 };
	const struct done_record d = { .sector = 1 };
	struct fixture *f = *state;

	OPTIONS(f, &pair, "key", "sector", "sum", "latency");
	issue(f, 10, &i);
	sink_lost(f->sink, 20, 0, 2);
	done(f, 5000, &d);
	issue(f, 6000, &i);
	done(f, 6007, &d);
	assert_string_equal(finish(f, 7000), "1,7\n");
	assert_int_equal(f->said.cnt[DIAG_WARN], 2);
	assert_non_null(strstr(f->said.last, "1 ended without"));
}

static void test_pairs_without_key(void **state)
{
	const struct issue_record i = { .sector = 0 };
	const struct done_record d = { .sector = 0 };
	struct fixture *f = *state;

	OPTIONS(f, &pair, "key", "common_pid,sector", "sum", "latency");
	mark(f, ISSUE, 1, &i, 8);
	mark(f, DONE, 2, &d, 8);
	mark(f, ISSUE, 3, "", 1);
	done(f, 4, &d);
	assert_string_equal(finish(f, 100), "");
	assert_int_equal(f->said.cnt[DIAG_WARN], 2);
	assert_non_null(strstr(f->said.last, "1 ended without"));
	assert_non_null(strstr(f->said.last, "0 had not ended"));
}

static void test_too_many_pairs(void **state)
{
	struct fixture *f = *state;

	f->cfg.max_keys = 100;
	OPTIONS(f, &pair, "key", "sector", "sum", "latency");
	for (unsigned int i = 0; i < 150; i++)
		issue(f, 0, &(struct issue_record){ .sector = i });
	for (unsigned int i = 0; i < 150; i++)
		done(f, i, &(struct done_record){ .sector = i });
	/* 50..149 are known: 100 * (50 + 149) / 2. */
	assert_string_equal(finish(f, 200), "100,9950\n");
	assert_int_equal(f->said.cnt[DIAG_WARN], 2);
	assert_non_null(strstr(f->said.last, "50 ended without"));
}

/* At random, against an array in which each has its place. */
static void test_random_pairs(void **state)
{
	enum { DEVS = 8, SECTORS = 50, STEPS = 200000 };
	static uint64_t begun[DEVS][SECTORS]; /* 0: it has not */
	struct {
		unsigned long long cnt, sum, min, max, bytes;
	} naive[DEVS] = { 0 };
	struct fixture *f = *state;
	char expected[4096];
	size_t len = 0;

	srandom(2);
	memset(begun, 0, sizeof(begun));
	OPTIONS(f, &pair, "key", "dev,sector", "by", "dev", "sum", "latency", "min", "latency",
		"max", "latency", "sum", "bytes");
	for (uint64_t now = 1; now < STEPS; now++) {
		uint32_t dev = (uint32_t)random() % DEVS, sector = (uint32_t)random() % SECTORS;
		uint64_t *begin = &begun[dev][sector], latency;

		if (random() % 2) {
			*begin = now;
			issue(f, now,
			      &(struct issue_record){
				      .dev = dev, .sector = sector, .bytes = sector * 512 });
			continue;
		}
		done(f, now, &(struct done_record){ .dev = dev, .sector = sector });
		if (!*begin)
			continue;
		latency = now - *begin;
		*begin = 0;
		if (!naive[dev].cnt++ || latency < naive[dev].min)
			naive[dev].min = latency;
		if (latency > naive[dev].max)
			naive[dev].max = latency;
		naive[dev].sum += latency;
		naive[dev].bytes += sector * 512;
	}
	for (unsigned int dev = 0; dev < DEVS; dev++) {
		assert_true(naive[dev].cnt > 1000);
		len += (size_t)snprintf(expected + len, sizeof(expected) - len,
					"\"0,%u\",%llu,%llu,%llu,%llu,%llu\n", dev, naive[dev].cnt,
					naive[dev].sum, naive[dev].min, naive[dev].max,
					naive[dev].bytes);
	}
	assert_string_equal(finish(f, STEPS), expected);
}

/* --- Many ---------------------------------------------------------------------------------------- */

struct sums {
	unsigned long long rows, cnt, sum;
};

/* Rows of SECTOR,COUNT,SUM. */
static struct sums add_up(const char *csv)
{
	struct sums s = { 0 };

	for (; *csv; csv = strchr(csv, '\n') + 1) {
		char *end;

		s.cnt += strtoull(strchr(csv, ',') + 1, &end, 10);
		assert_int_equal(*end, ',');
		s.sum += strtoull(end + 1, &end, 10);
		assert_int_equal(*end, '\n');
		s.rows++;
	}
	return s;
}

/* Whether there is room for each or only for few: nothing is missing in the sums. */
static void count_million(struct fixture *f, uint64_t max_keys, uint64_t rows)
{
	struct sums s;

	f->cfg.max_keys = max_keys;
	OPTIONS(f, &issues, "by", "sector", "sum", "bytes");
	for (uint64_t i = 0; i < MILLION; i++)
		issue(f, i, &(struct issue_record){ .sector = i * 4096, .bytes = 3 });
	s = add_up(finish(f, MILLION));
	assert_int_equal(s.rows, rows);
	assert_int_equal(s.cnt, MILLION);
	assert_int_equal(s.sum, 3 * MILLION);
	assert_int_equal(f->said.cnt[DIAG_WARN], max_keys < MILLION);
}

static void test_million_rows(void **state)
{
	count_million(*state, MILLION, MILLION);
}

static void test_million_keys(void **state)
{
	count_million(*state, 1000, 1001);
}

/* --- Intervals ----------------------------------------------------------------------------------- */

static void issue_at(struct fixture *f, uint64_t time_ns)
{
	sink_tick(f->sink, time_ns);
	issue(f, time_ns, &(struct issue_record){ .bytes = 1 });
}

/* A day without anything is one row, not as many as it has seconds. */
static void test_intervals(void **state)
{
	struct fixture *f = *state;

	f->cfg.interval_ns = 100;
	OPTIONS(f, &issues, "sum", "bytes");
	issue_at(f, BEGIN_NS);
	issue_at(f, BEGIN_NS + 99);
	issue_at(f, BEGIN_NS + 100); /* that is the next one's */
	issue_at(f, BEGIN_NS + 250);
	issue_at(f, BEGIN_NS + 86400055);
	assert_int_equal(sink_tick(f->sink, BEGIN_NS + 86400056), BEGIN_NS + 86400100);
	assert_string_equal(finish(f, BEGIN_NS + 86400060), "1100,2,2\n"
							    "1200,3,3\n"
							    "1300,4,4\n"
							    "86401000,4,4\n"
							    "86401060,5,5\n");
}

static void test_intervals_alone(void **state)
{
	struct fixture *f = *state;

	f->cfg.interval_ns = 100;
	f->cfg.clear = true;
	OPTIONS(f, &issues, "by", "event", "sum", "bytes");
	issue_at(f, BEGIN_NS);
	issue_at(f, BEGIN_NS + 99);
	issue_at(f, BEGIN_NS + 100);
	issue_at(f, BEGIN_NS + 86400055);
	assert_string_equal(finish(f, BEGIN_NS + 86400060), "1100,test:issue,2,2\n"
							    "1200,test:issue,1,1\n"
							    "86401060,test:issue,1,1\n");
}

/* A pair that ends in another interval than it began in is one of that. */
static void test_intervals_and_pairs(void **state)
{
	struct fixture *f = *state;

	f->cfg.interval_ns = 100;
	f->cfg.clear = true;
	OPTIONS(f, &pair, "key", "sector", "by", "comm", "sum", "latency");
	issue(f, BEGIN_NS + 50, &(struct issue_record){ .comm = "dd" });
	sink_tick(f->sink, BEGIN_NS + 100);
	sink_tick(f->sink, BEGIN_NS + 200);
	done(f, BEGIN_NS + 250, &(struct done_record){ .error = 0 });
	assert_string_equal(finish(f, BEGIN_NS + 260), "1260,dd,1,200\n");
}

/* A recording can say any time. */
static void test_end_of_time(void **state)
{
	struct fixture *f = *state;

	f->cfg.interval_ns = SECOND_NS;
	OPTIONS(f, &issues, "sum", "bytes");
	issue(f, BEGIN_NS, &(struct issue_record){ .bytes = 1 });
	assert_true(sink_tick(f->sink, UINT64_MAX - 1) == UINT64_MAX);
	for (int i = 0; i < 1000; i++)
		issue_at(f, UINT64_MAX);
	assert_true(add_up(finish(f, UINT64_MAX)).rows < 1010);
}

static void test_end_of_time_without_interval(void **state)
{
	struct fixture *f = *state;

	OPTIONS(f, &issues, "sum", "bytes");
	assert_true(sink_tick(f->sink, UINT64_MAX) == UINT64_MAX);
	issue_at(f, UINT64_MAX);
	assert_string_equal(finish(f, UINT64_MAX), "1,1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_events, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_marks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cut_records, setup, teardown),
		cmocka_unit_test_setup_teardown(test_expression, setup, teardown),
		cmocka_unit_test_setup_teardown(test_calls, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pairs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pairs_that_are_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pairs_across_a_loss, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pairs_without_key, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_many_pairs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_random_pairs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_million_rows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_million_keys, setup, teardown),
		cmocka_unit_test_setup_teardown(test_intervals, setup, teardown),
		cmocka_unit_test_setup_teardown(test_intervals_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_intervals_and_pairs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_end_of_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_end_of_time_without_interval, setup, teardown),
	};

	return cmocka_run_group_tests_name("stat", tests, NULL, NULL);
}
