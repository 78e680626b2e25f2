/* SPDX-License-Identifier: GPL-2.0-only */
/* What has begun and not ended, against a list that is searched from its begin to its end. */
#include "unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/key.h"
#include "stats/pending.h"

enum { SEED = 7, MANY = 1000000 };

static struct stats_value text(const char *s)
{
	return stats_text(s, strlen(s));
}

static void check_text(const struct stats_value *v, const char *s)
{
	assert_int_equal(v->kind, STATS_TEXT);
	assert_int_equal(v->len, strlen(s));
	assert_memory_equal(v->text, s, v->len);
}

/* --- One after the other -------------------------------------------------------------------------- */

static void test_ends_once(void **state)
{
	const struct stats_value key = stats_unsigned(5), other = stats_unsigned(6);
	const struct pending_entry *e;
	struct pending p;

	(void)state;
	pending_init(&p, 1, 0, 10, SEED);
	assert_null(pending_end(&p, &key));
	assert_int_equal(pending_begin(&p, &key, 100, NULL), 0);
	assert_null(pending_end(&p, &other));
	/* The same number, as the other side may have it. */
	e = pending_end(&p, &(struct stats_value){ .kind = STATS_SIGNED, .number = 5 });
	assert_non_null(e);
	assert_int_equal(e->time_ns, 100);
	assert_null(pending_end(&p, &key));
	assert_int_equal(p.cnt, 0);
	assert_int_equal(p.again_cnt + p.forgotten_cnt, 0);
	pending_fini(&p);
}

static void test_begins_again(void **state)
{
	const struct stats_value key = text("a");
	const struct stats_value values[] = { text("first"), text("second") };
	const struct pending_entry *e;
	struct pending p;

	(void)state;
	pending_init(&p, 1, 1, 1, SEED);
	assert_int_equal(pending_begin(&p, &key, 100, &values[0]), 0);
	assert_int_equal(pending_begin(&p, &key, 200, &values[1]), 0);
	assert_int_equal(p.cnt, 1);
	e = pending_end(&p, &key);
	assert_int_equal(e->time_ns, 200);
	check_text(&e->values[0], "second");
	assert_null(pending_end(&p, &key));
	assert_int_equal(p.again_cnt, 1);
	assert_int_equal(p.forgotten_cnt, 0);
	pending_fini(&p);
}

/* Without a key there is one at a time. */
static void test_no_key(void **state)
{
	struct pending p;

	(void)state;
	pending_init(&p, 0, 0, 10, SEED);
	assert_int_equal(pending_begin(&p, NULL, 1, NULL), 0);
	assert_int_equal(pending_begin(&p, NULL, 2, NULL), 0);
	assert_int_equal(pending_end(&p, NULL)->time_ns, 2);
	assert_null(pending_end(&p, NULL));
	pending_fini(&p);
}

/* Whoever gave them has something else in his buffers by now. */
static void test_texts_are_kept(void **state)
{
	char a[8] = "one", b[8] = "two", c[8] = "three";
	struct stats_value key[] = { text(a), stats_unsigned(1), text(b) };
	struct stats_value values[] = { text(c), stats_signed(-1), text("") };
	const struct pending_entry *e;
	struct pending p;

	(void)state;
	pending_init(&p, 3, 3, 10, SEED);
	assert_int_equal(pending_begin(&p, key, 1, values), 0);
	strcpy(a, "xxx");
	strcpy(b, "yyy");
	strcpy(c, "zzzzz");
	assert_null(pending_end(&p, key));
	strcpy(a, "one");
	strcpy(b, "two");
	e = pending_end(&p, key);
	assert_non_null(e);
	check_text(&e->key[0], "one");
	check_text(&e->key[2], "two");
	check_text(&e->values[0], "three");
	assert_true(stats_number(&e->values[1]) == -1);
	check_text(&e->values[2], "");
	pending_fini(&p);
}

/* As long as an attacker may make them, and with any bytes in them. */
static void test_long_texts(void **state)
{
	static char longest[KEYMAP_TEXT_MAX + 100], nuls[] = "a\0b\n\033[2J";
	struct stats_value key[] = { stats_text(longest, sizeof(longest)),
				     stats_text(nuls, sizeof(nuls)) };
	struct stats_value values[] = { key[1], key[0] };
	const struct pending_entry *e;
	struct pending p;

	(void)state;
	memset(longest, 'x', sizeof(longest));
	pending_init(&p, 2, 2, 10, SEED);
	assert_int_equal(pending_begin(&p, key, 1, values), 0);
	key[1].len--;
	assert_null(pending_end(&p, key));
	key[1].len++;
	e = pending_end(&p, key);
	assert_non_null(e);
	assert_int_equal(e->values[0].len, sizeof(nuls));
	assert_memory_equal(e->values[0].text, nuls, sizeof(nuls));
	assert_int_equal(e->values[1].len, KEYMAP_TEXT_MAX);
	assert_memory_equal(e->values[1].text, longest, KEYMAP_TEXT_MAX);
	pending_fini(&p);
}

/* --- Memory --------------------------------------------------------------------------------------- */

static void test_oldest_is_forgotten(void **state)
{
	struct stats_value key;
	struct pending p;

	(void)state;
	pending_init(&p, 1, 0, 3, SEED);
	for (uint64_t i = 0; i < 3; i++) {
		key = stats_unsigned(i);
		assert_int_equal(pending_begin(&p, &key, i, NULL), 0);
	}
	/* 0 is now the youngest, so that 1 has to go. */
	key = stats_unsigned(0);
	assert_int_equal(pending_begin(&p, &key, 3, NULL), 0);
	assert_int_equal(p.forgotten_cnt, 0);
	key = stats_unsigned(3);
	assert_int_equal(pending_begin(&p, &key, 4, NULL), 0);
	assert_int_equal(p.cnt, 3);
	assert_int_equal(p.forgotten_cnt, 1);
	for (uint64_t i = 0; i < 4; i++) {
		key = stats_unsigned(i);
		assert_int_equal(pending_end(&p, &key) != NULL, i != 1);
	}
	pending_fini(&p);
}

/* What one had is the next one's, so that a long trace allocates nothing. */
static void test_memory_is_used_again(void **state)
{
	const struct pending_entry *first, *e;
	struct stats_value key = text("0000"), value = text("value");
	const char *texts;
	char name[16];
	struct pending p;

	(void)state;
	pending_init(&p, 1, 1, 10, SEED);
	assert_int_equal(pending_begin(&p, &key, 0, &value), 0);
	first = pending_end(&p, &key);
	texts = first->texts;
	for (unsigned int i = 1; i < 1000; i++) {
		snprintf(name, sizeof(name), "%04u", i);
		key = text(name);
		value = text(i % 2 ? "" : "value");
		assert_int_equal(pending_begin(&p, &key, i, &value), 0);
		e = pending_end(&p, &key);
		assert_ptr_equal(e, first);
		assert_ptr_equal(e->texts, texts);
		check_text(&e->values[0], i % 2 ? "" : "value");
	}
	pending_fini(&p);
}

static void test_million(void **state)
{
	struct stats_value key[2];
	struct pending p;

	(void)state;
	pending_init(&p, 2, 1, MANY / 2, SEED);
	for (uint64_t i = 0; i < MANY; i++) {
		key[0] = stats_unsigned(i * 4096);
		key[1] = i % 2 ? text("odd") : text("even");
		assert_int_equal(pending_begin(&p, key, i, &key[1]), 0);
	}
	assert_int_equal(p.cnt, MANY / 2);
	assert_int_equal(p.forgotten_cnt, MANY / 2);
	for (uint64_t i = 0; i < MANY; i++) {
		const struct pending_entry *e;

		key[0] = stats_unsigned(i * 4096);
		key[1] = i % 2 ? text("odd") : text("even");
		e = pending_end(&p, key);
		assert_int_equal(e != NULL, i >= MANY / 2);
		assert_true(!e || e->time_ns == i);
	}
	assert_int_equal(p.cnt, 0);
	pending_fini(&p);
}

/* --- At random ------------------------------------------------------------------------------------ */

enum { KEYS = 40, ROOM = 24, STEPS = 200000 };

/* The keys that have begun, the oldest first. */
struct naive {
	struct {
		unsigned int key;
		uint64_t time_ns;
	} v[KEYS];
	size_t cnt;
	uint64_t again_cnt;
	uint64_t forgotten_cnt;
};

static void naive_remove(struct naive *n, size_t idx)
{
	n->cnt--;
	memmove(&n->v[idx], &n->v[idx + 1], (n->cnt - idx) * sizeof(n->v[0]));
}

static size_t naive_find(const struct naive *n, unsigned int key)
{
	size_t i = 0;

	while (i < n->cnt && n->v[i].key != key)
		i++;
	return i;
}

static void naive_begin(struct naive *n, unsigned int key, uint64_t time_ns)
{
	size_t i = naive_find(n, key);

	if (i < n->cnt) {
		naive_remove(n, i);
		n->again_cnt++;
	} else if (n->cnt == ROOM) {
		naive_remove(n, 0);
		n->forgotten_cnt++;
	}
	n->v[n->cnt].key = key;
	n->v[n->cnt++].time_ns = time_ns;
}

/* Of four keys one is nothing, a number, a text or a longer one. */
static struct stats_value key_of(unsigned int key, char *buf, size_t size)
{
	if (key % 4 == 0)
		return stats_unsigned(key);
	if (key % 4 == 1)
		return stats_signed(-(int64_t)key);
	snprintf(buf, size, key % 4 == 2 ? "%u" : "a longer text of many letters: %u", key);
	return text(buf);
}

static void test_random(void **state)
{
	struct naive n = { 0 };
	struct pending p;

	(void)state;
	srandom(1);
	pending_init(&p, 1, 1, ROOM, SEED);
	for (uint64_t now = 1; now <= STEPS; now++) {
		unsigned int k = (unsigned int)random() % KEYS;
		const struct pending_entry *e;
		char buf[64];
		struct stats_value key = key_of(k, buf, sizeof(buf)), value = stats_unsigned(now);
		size_t at;

		if (random() % 2) {
			naive_begin(&n, k, now);
			assert_int_equal(pending_begin(&p, &key, now, &value), 0);
			continue;
		}
		at = naive_find(&n, k);
		e = pending_end(&p, &key);
		assert_int_equal(e != NULL, at < n.cnt);
		if (!e)
			continue;
		assert_int_equal(e->time_ns, n.v[at].time_ns);
		assert_int_equal(e->values[0].number, n.v[at].time_ns);
		naive_remove(&n, at);
	}
	assert_int_equal(p.cnt, n.cnt);
	assert_int_equal(p.again_cnt, n.again_cnt);
	assert_int_equal(p.forgotten_cnt, n.forgotten_cnt);
	/* Otherwise this has shown nothing. */
	assert_true(n.again_cnt > 1000 && n.forgotten_cnt > 1000);
	pending_fini(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends_once),
		cmocka_unit_test(test_begins_again),
		cmocka_unit_test(test_no_key),
		cmocka_unit_test(test_texts_are_kept),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_oldest_is_forgotten),
		cmocka_unit_test(test_memory_is_used_again),
		cmocka_unit_test(test_million),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests_name("pending", tests, NULL, NULL);
}
