/* SPDX-License-Identifier: GPL-2.0-only */
/* What names stand for in systrail stat, and what is said of those that stand for nothing. */
#include "unit/check.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter/task_fields.h"
#include "sink/stat_spec.h"
#include "unit/perfdata_bytes.h"
#include "unit/stat_events.h"

static const struct stat_source calls, issues = { stat_events, 1, false },
				       both = { stat_events, 2, false },
				       pair = { stat_events, 2, true };

struct fixture {
	struct said said;
	struct diag diag;
	struct stat_spec *spec;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->diag = said_diag(&f->said);
	f->spec = calloc(1, sizeof(*f->spec));
	stat_spec_init(f->spec, &calls, &f->diag);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	stat_spec_fini(f->spec);
	free(f->spec);
	free(f);
	return 0;
}

/* Begins anew. */
static struct stat_spec *of(struct fixture *f, const struct stat_source *source)
{
	stat_spec_fini(f->spec);
	f->diag = said_diag(&f->said);
	stat_spec_init(f->spec, source, &f->diag);
	return f->spec;
}

static const struct stat_ref *find(struct fixture *f, const char *name)
{
	int ref = stat_names_find(&f->spec->names, name, strlen(name));

	if (ref < 0)
		fail_msg("%s: %d %s", name, ref, f->said.last);
	assert_int_equal(f->said.cnt[DIAG_ERROR], 0);
	/* Once more it is the same one. */
	assert_int_equal(stat_names_find(&f->spec->names, name, strlen(name)), ref);
	return &f->spec->names.refs[ref];
}

static void lacks(struct fixture *f, const char *name)
{
	assert_int_equal(stat_names_find(&f->spec->names, name, strlen(name)), -ENOENT);
	assert_int_equal(f->said.cnt[DIAG_ERROR], 0);
}

/* It was refused with one sentence, in which all of these are. */
static void refused(struct fixture *f, int err, const char *const *words)
{
	assert_int_equal(err, -EINVAL);
	assert_int_equal(f->said.cnt[DIAG_ERROR], 1);
	for (; *words; words++)
		if (!strstr(f->said.last, *words))
			fail_msg("'%s' is missing in: %s", *words, f->said.last);
	for (const char *p = f->said.last; *p; p++)
		assert_true(isprint((unsigned char)*p) || *p == '\n');
}

#define REFUSED(f, err, ...) refused(f, err, (const char *const[]){ __VA_ARGS__, NULL })

/* --- What they stand for -------------------------------------------------------------------------- */

static void of_record(const struct stat_ref *r, size_t event_idx, const char *name)
{
	assert_int_equal(r->from, STAT_OF_RECORD);
	assert_string_equal(r->of_event[event_idx]->name, name);
	assert_true(r->of_event[event_idx] >= stat_events[event_idx].v);
	assert_true(r->of_event[event_idx] < stat_events[event_idx].v + stat_events[event_idx].cnt);
}

static void test_event(void **state)
{
	struct fixture *f = *state;
	const struct stat_ref *r;

	of(f, &issues);
	of_record(find(f, "comm"), 0, "comm");
	of_record(find(f, "sector"), 0, "sector");
	assert_int_equal(find(f, "sector")->type, EXPR_NUMBER);
	assert_int_equal(find(f, "cmd")->type, EXPR_TEXT);
	assert_int_equal(find(f, "common_pid")->from, STAT_OF_RECORD);
	assert_int_equal(find(f, "dev")->unit, STATS_DEV);
	assert_int_equal(find(f, "caller")->unit, STATS_HEX);
	assert_int_equal(find(f, "bytes")->unit, STATS_BYTES);
	assert_int_equal(find(f, "sector")->unit, STATS_PLAIN);
	r = find(f, "task.comm");
	assert_int_equal(r->from, STAT_OF_TASK);
	assert_int_equal(r->id, TASK_FIELD_COMM);
	r = find(f, "pid");
	assert_int_equal(r->from, STAT_OF_TASK);
	assert_int_equal(r->id, TASK_FIELD_PID);
	assert_int_equal(find(f, "container.id")->id, TASK_FIELD_CONTAINER_ID);
	assert_int_equal(find(f, "cpu")->from, STAT_CPU);
	assert_int_equal(find(f, "task.cpu")->from, STAT_CPU);
	assert_int_equal(find(f, "event")->from, STAT_EVENT);
	assert_int_equal(f->spec->names.kept_cnt, 0);
}

static void test_several_events(void **state)
{
	struct fixture *f = *state;
	const struct stat_ref *r;

	of(f, &both);
	r = find(f, "sector");
	of_record(r, ISSUE, "sector");
	of_record(r, DONE, "sector");
	assert_int_equal(find(f, "pid")->from, STAT_OF_TASK);
	lacks(f, "nothing");
	lacks(f, "latency");
	lacks(f, "begin.sector");
	lacks(f, "task.sector");
	lacks(f, "task.");
	lacks(f, "");
}

static void test_pair(void **state)
{
	struct fixture *f = *state;
	const struct stat_ref *r;

	of(f, &pair);
	/* Both have it: the end's. */
	r = find(f, "sector");
	of_record(r, DONE, "sector");
	assert_false(r->of_begin);
	r = find(f, "begin.sector");
	of_record(r, ISSUE, "sector");
	assert_true(r->of_begin);
	assert_int_equal(r->kept_idx, 0);
	of_record(find(f, "end.error"), DONE, "error");
	/* Only the begin has it. */
	r = find(f, "bytes");
	of_record(r, ISSUE, "bytes");
	assert_true(r->of_begin);
	assert_int_equal(r->kept_idx, 1);
	/* A record's before the thread's; and the thread is that of the begin. */
	of_record(find(f, "comm"), ISSUE, "comm");
	r = find(f, "task.comm");
	assert_int_equal(r->from, STAT_OF_TASK);
	assert_true(r->of_begin);
	assert_true(find(f, "pid")->of_begin);
	assert_true(find(f, "cpu")->of_begin);
	assert_false(find(f, "end.pid")->of_begin);
	assert_false(find(f, "end.cpu")->of_begin);
	r = find(f, "latency");
	assert_int_equal(r->from, STAT_LATENCY);
	assert_int_equal(r->type, EXPR_TIME);
	assert_int_equal(r->unit, STATS_NS);
	assert_false(r->of_begin);
	assert_int_equal(f->spec->names.kept_cnt, 6);
	lacks(f, "event");
	lacks(f, "begin.error");
	lacks(f, "begin.");
	lacks(f, "end.latency");
}

static void test_calls(void **state)
{
	struct fixture *f = *state;

	of(f, &calls);
	assert_int_equal(find(f, "syscall")->type, EXPR_TEXT);
	assert_int_equal(find(f, "duration")->unit, STATS_NS);
	assert_int_equal(find(f, "bytes")->unit, STATS_BYTES);
	assert_int_equal(find(f, "bytes.read")->unit, STATS_BYTES);
	assert_int_equal(find(f, "errno")->unit, STATS_ERRNO);
	assert_int_equal(find(f, "args.flags")->from, STAT_OF_CALL);
	lacks(f, "event");
	lacks(f, "latency");
	lacks(f, "args.nothing");
}

static void test_needs(void **state)
{
	static const struct {
		const struct stat_source *source;
		const char *name;
		bool uids, cgroups, fds;
	} rows[] = {
		{ &calls, "comm", false, false, false },
		{ &calls, "uid", true, false, false },
		{ &calls, "cgroup", false, true, false },
		{ &calls, "fd.path", false, false, true },
		{ &calls, "ret.path", false, false, true },
		{ &issues, "uid", true, false, false },
		{ &both, "container", false, true, false },
		{ &pair, "end.uid", true, false, false },
		{ &pair, "container.id", false, true, false },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_CNT(rows); i++) {
		of(f, rows[i].source);
		find(f, rows[i].name);
		assert_int_equal(stat_names_need_uids(&f->spec->names), rows[i].uids);
		assert_int_equal(stat_names_need_cgroups(&f->spec->names), rows[i].cgroups);
		assert_int_equal(stat_names_need_fds(&f->spec->names), rows[i].fds);
	}
}

/* --- What they do not ----------------------------------------------------------------------------- */

static void test_lacking(void **state)
{
	struct fixture *f = *state;

	REFUSED(f, stat_spec_add_keys(of(f, &both), "sector,bytes"), "test:done", "'bytes'",
		"sector", "error, what, nr_done");
	assert_null(strstr(f->said.last, "common_"));
	REFUSED(f, stat_spec_add_values(of(f, &both), "sum", "eror", NULL, 0), "--sum", "'eror'");
	REFUSED(f, stat_spec_add_values(of(f, &both), "sum", "error", NULL, 0), "test:issue",
		"'error'", "bytes, what, caller");
	REFUSED(f, stat_spec_add_values(of(f, &issues), "max", "byte", NULL, 0), "--max",
		"did you mean 'bytes'");
	/* The record of one has it, and it is a thread's field as well. */
	REFUSED(f, stat_spec_add_keys(of(f, &both), "comm"), "test:done", "task.comm");
	REFUSED(f, stat_spec_add_keys(of(f, &both), "what"), "'what'", "number", "text");
	REFUSED(f, stat_spec_add_keys(of(f, &calls), "sycall"), "--by", "did you mean 'syscall'");
	REFUSED(f, stat_spec_add_keys(of(f, &pair), "event"), "--by", "'event'", "latency");
	assert_null(strstr(f->said.last, "did you mean 'event'"));
}

/* Whatever the name is: no sentence has more in it than a terminal may see. */
static void test_hostile_names(void **state)
{
	static const char *const names[] = { "\033[2Jsector", "%s%n%s",	    "a\nb", "\xff\xfe",
					     "task.\t",	      "begin.\033", "=" };
	struct fixture *f = *state;
	char longest[5000];

	for (size_t i = 0; i < ARRAY_CNT(names); i++) {
		REFUSED(f, stat_spec_add_keys(of(f, &both), names[i]), "--by has no field");
		REFUSED(f, stat_spec_add_keys(of(f, &pair), names[i]), "--by has no field");
		REFUSED(f, stat_spec_set_pair_key(of(f, &pair), names[i]), "");
		REFUSED(f, stat_spec_add_keys(of(f, &calls), names[i]), "--by has no field");
	}
	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	REFUSED(f, stat_spec_add_keys(of(f, &both), longest), "--by has no field", "sector");
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), longest), "test:issue has no field");
}

/* Formats of a recording may call a field anything that is a name, and have many of them. */
static void test_many_fields(void **state)
{
	enum { CNT = 400 };
	static char names[CNT][64];
	static struct record_field fields[CNT];
	const struct record_fields event = { "test:many", 1, fields, CNT };
	const struct stat_source source = { &event, 1, false };
	struct fixture *f = *state;

	for (size_t i = 0; i < CNT; i++) {
		memset(names[i], 'n', sizeof(names[i]));
		snprintf(names[i] + 40, 24, "%03zu", i);
		fields[i] = (struct record_field){ .name = names[i], .kind = RECORD_STRING };
	}
	REFUSED(f, stat_spec_add_keys(of(f, &source), "sector"), "n000, ", "n001, ", ", ...)");
	of(f, &source);
	find(f, names[CNT - 1]);
	for (size_t i = 0; i < STAT_REFS_MAX - 1; i++)
		find(f, names[i]);
	REFUSED(f, stat_names_find(&f->spec->names, names[100], strlen(names[100])), "too many");
}

/* --- The options ---------------------------------------------------------------------------------- */

static void test_keys(void **state)
{
	struct fixture *f = *state;
	const struct stats_schema *schema = &of(f, &both)->schema;

	assert_int_equal(stat_spec_add_keys(f->spec, "event,dev"), 0);
	assert_int_equal(stat_spec_add_keys(f->spec, "task.comm"), 0);
	assert_int_equal(stat_spec_add_keys(f->spec, NULL), 0);
	assert_int_equal(schema->key_cnt, 3);
	assert_string_equal(schema->keys[0].name, "event");
	assert_string_equal(schema->keys[1].name, "dev");
	assert_int_equal(schema->keys[1].unit, STATS_DEV);
	assert_string_equal(schema->keys[2].name, "task.comm");
	assert_int_equal(schema->column_cnt, 1);
	assert_string_equal(schema->columns[0].name, "count");
	REFUSED(f, stat_spec_add_keys(of(f, &both), "event,"), "--by", "empty");
	REFUSED(f, stat_spec_add_keys(of(f, &both), ""), "--by", "empty");
	REFUSED(f, stat_spec_add_keys(of(f, &both), ",event"), "--by", "empty");
	REFUSED(f, stat_spec_add_keys(of(f, &both), "event,event"), "'event' twice");
	REFUSED(f,
		stat_spec_add_keys(of(f, &calls),
				   "syscall,nr,abi,pid,tid,comm,uid,cpu,state,ret,errno,"
				   "error,bytes,fd,path,arg0,arg1"),
		"up to 16");
}

/* A field is collected once, and as much of it as all that was asked for needs. */
static void test_values(void **state)
{
	static const double percents[] = { 50, 99.9 };
	static const char *const columns[] = { "count",	      "sum(bytes)", "avg(sector)",
					       "avg(bytes)",  "max(bytes)", "p50(bytes)",
					       "p99.9(bytes)" };
	struct fixture *f = *state;
	struct stat_spec *s = of(f, &issues);

	assert_int_equal(stat_spec_add_values(s, "sum", "bytes", NULL, 0), 0);
	assert_int_equal(s->schema.fields[0].collects, 0);
	assert_int_equal(stat_spec_add_values(s, "avg", "sector,bytes", NULL, 0), 0);
	assert_int_equal(stat_spec_add_values(s, "max", "bytes", NULL, 0), 0);
	assert_int_equal(s->schema.fields[0].collects, STATS_MOMENTS);
	assert_int_equal(stat_spec_add_values(s, "percentiles", "bytes", percents, 2), 0);
	assert_int_equal(stat_spec_add_values(s, "sum", "bytes", NULL, 0), 0);
	assert_false(s->schema.fields[0].drawn);
	assert_int_equal(stat_spec_add_values(s, "hist", "bytes", NULL, 0), 0);
	assert_true(s->schema.fields[0].drawn);
	assert_int_equal(s->schema.field_cnt, 2);
	assert_int_equal(s->schema.fields[0].collects, STATS_MOMENTS | STATS_HIST);
	assert_int_equal(s->schema.fields[0].unit, STATS_BYTES);
	assert_string_equal(s->schema.fields[1].name, "sector");
	assert_int_equal(s->schema.fields[1].collects, 0);
	assert_int_equal(s->schema.column_cnt, ARRAY_CNT(columns));
	for (size_t i = 0; i < ARRAY_CNT(columns); i++)
		assert_string_equal(s->schema.columns[i].name, columns[i]);
	assert_int_equal(s->schema.columns[2].field_idx, 1);
	assert_true(s->schema.columns[6].percent == 99.9);
}

static void test_no_amounts(void **state)
{
	static const char *const options[] = { "sum", "avg", "min", "max", "hist", "percentiles" };
	static const double percents[] = { 50 };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_CNT(options); i++) {
		REFUSED(f, stat_spec_add_values(of(f, &issues), options[i], "cmd", percents, 1),
			options[i], "'cmd' is a text");
		REFUSED(f, stat_spec_add_values(of(f, &issues), options[i], "caller", percents, 1),
			"an address");
		REFUSED(f, stat_spec_add_values(of(f, &issues), options[i], "dev", percents, 1),
			"a device");
		REFUSED(f, stat_spec_add_values(of(f, &pair), options[i], "task.comm", percents, 1),
			"'task.comm' is a text");
		REFUSED(f, stat_spec_add_values(of(f, &calls), options[i], "syscall", percents, 1),
			"'syscall' is a text");
	}
}

static void test_pair_key(void **state)
{
	struct fixture *f = *state;
	struct stat_spec *s = of(f, &pair);

	assert_int_equal(stat_spec_set_pair_key(s, "sector,common_pid=nr_done,task.comm=cmd"), 0);
	assert_int_equal(s->pair_key_cnt, 3);
	of_record(&s->names.refs[s->pair_keys[STAT_BEGIN][0]], ISSUE, "sector");
	of_record(&s->names.refs[s->pair_keys[STAT_END][0]], DONE, "sector");
	of_record(&s->names.refs[s->pair_keys[STAT_BEGIN][1]], ISSUE, "common_pid");
	of_record(&s->names.refs[s->pair_keys[STAT_END][1]], DONE, "nr_done");
	assert_int_equal(s->names.refs[s->pair_keys[STAT_BEGIN][2]].from, STAT_OF_TASK);
	/* They are asked of both sides when those happen, so none of them is kept. */
	assert_int_equal(s->names.kept_cnt, 0);
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), "error"), "test:issue", "'error'",
		"sector, bytes");
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), "bytes"), "test:done", "'bytes'",
		"sector, error");
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), "what"), "--key what", "number", "text");
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), "sector=cmd"), "number", "text");
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), "sector="), "--key takes");
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), "=sector"), "--key takes");
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), "sector,,dev"), "--key takes");
	REFUSED(f, stat_spec_set_pair_key(of(f, &pair), "pid"), "test:issue", "task.pid");
}

/* --- Expressions ---------------------------------------------------------------------------------- */

static void test_expressions(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(stat_spec_set_expr(of(f, &both), "sector > 5 && event == \"test:done\""),
			 0);
	assert_int_equal(stat_spec_set_expr(of(f, &both), "uid == root"), 0);
	assert_true(stat_names_need_uids(&f->spec->names));
	assert_int_equal(stat_spec_set_expr(of(f, &pair), "latency >= 5ms || bytes == 0"), 0);
	assert_int_equal(stat_spec_set_expr(of(f, &calls), "errno == ENOENT"), 0);
	assert_int_equal(f->said.cnt[DIAG_ERROR], 0);
	REFUSED(f, stat_spec_set_expr(of(f, &both), "sector == 1 || bytes > 5"), "test:done",
		"'bytes'");
	REFUSED(f, stat_spec_set_expr(of(f, &both), "(what + 1) > 5"), "'what'");
	REFUSED(f, stat_spec_set_expr(of(f, &both), "secto > 5"), "did you mean 'sector'");
	REFUSED(f, stat_spec_set_expr(of(f, &both), "event == \"test:don\""), "'test:done'");
	REFUSED(f, stat_spec_set_expr(of(f, &pair), "latency > 5"), "latency is a time");
	REFUSED(f, stat_spec_set_expr(of(f, &calls), "sycall == \"read\""), "'syscall'");
	REFUSED(f, stat_spec_set_expr(of(f, &calls), "syscall == \"raed\""), "'read'");
}

/* What is offered exists, once, whatever is counted. */
static void test_offers_exist(void **state)
{
	static const struct stat_source *const sources[] = { &calls, &issues, &both, &pair };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_CNT(sources); i++) {
		struct expr_fields fields = stat_names_expr_fields(&of(f, sources[i])->names);
		const char *name;
		char kept[64];
		size_t k;

		for (k = 0; (name = fields.name_at(fields.arg, k)); k++) {
			enum expr_type type;
			size_t first = 0;

			snprintf(kept, sizeof(kept), "%s", name);
			f->spec->names.ref_cnt = 0; /* there is room for some only */
			if (fields.find(fields.arg, kept, strlen(kept), &type) < 0)
				fail_msg("%s is offered: %s", kept, f->said.last);
			free(f->spec->names.refs[0].of_event);
			f->spec->names.ref_cnt = 0;
			while (sources[i]->events &&
			       strcmp(fields.name_at(fields.arg, first), kept) != 0)
				first++;
			assert_true(!sources[i]->events || first == k);
		}
		assert_true(k > 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_event, setup, teardown),
		cmocka_unit_test_setup_teardown(test_several_events, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pair, setup, teardown),
		cmocka_unit_test_setup_teardown(test_calls, setup, teardown),
		cmocka_unit_test_setup_teardown(test_needs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lacking, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hostile_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_fields, setup, teardown),
		cmocka_unit_test_setup_teardown(test_keys, setup, teardown),
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_amounts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pair_key, setup, teardown),
		cmocka_unit_test_setup_teardown(test_expressions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_offers_exist, setup, teardown),
	};

	return cmocka_run_group_tests_name("stat_names", tests, NULL, NULL);
}
