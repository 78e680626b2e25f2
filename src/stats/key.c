/* SPDX-License-Identifier: GPL-2.0-only */
/* Hashing, comparing and keeping keys; see key.h. */
#include "stats/key.h"

#include <string.h>

/*
 * The product's two halves together: every bit of both factors reaches every bit of it. The seed is
 * in both: who could make one of them 0 would make the product 0, whatever the other is.
 */
static uint64_t mix(uint64_t seed, uint64_t a, uint64_t b)
{
	unsigned __int128 product =
		(unsigned __int128)(a ^ 0x9e3779b97f4a7c15ull) * (b ^ seed ^ 0xd6e8feb86659fd93ull);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t mix_text(uint64_t seed, uint64_t hash, const char *text, size_t len)
{
	uint64_t word;
	size_t i;

	hash ^= len;
	for (i = 0; i + sizeof(word) <= len; i += sizeof(word)) {
		memcpy(&word, text + i, sizeof(word));
		hash = mix(seed, hash, word);
	}
	if (i == len)
		return hash;
	word = 0;
	memcpy(&word, text + i, len - i);
	return mix(seed, hash, word);
}

static size_t text_len(const struct stats_value *v)
{
	return v->len < KEYMAP_TEXT_MAX ? v->len : KEYMAP_TEXT_MAX;
}

/* What is the same number is the same key, whichever kind it came as. */
static enum stats_kind kind_of(const struct stats_value *v)
{
	return v->kind == STATS_SIGNED && (int64_t)v->number >= 0 ? STATS_UNSIGNED : v->kind;
}

/* Nothing is nothing, whatever else stands in it. */
static uint64_t number_of(const struct stats_value *v)
{
	return v->kind == STATS_NONE || v->kind == STATS_REST ? 0 : v->number;
}

uint64_t stats_key_hash(uint64_t seed, const struct stats_value *v, size_t cnt)
{
	uint64_t hash = seed;

	for (size_t i = 0; i < cnt; i++) {
		hash += kind_of(&v[i]);
		if (v[i].kind == STATS_TEXT)
			hash = mix_text(seed, hash, v[i].text, text_len(&v[i]));
		else
			hash = mix(seed, hash, number_of(&v[i]));
	}
	return hash;
}

static bool is_same(const struct stats_value *a, const struct stats_value *b)
{
	if (kind_of(a) != kind_of(b))
		return false;
	if (a->kind != STATS_TEXT)
		return number_of(a) == number_of(b);
	return a->len == text_len(b) && (!a->len || !memcmp(a->text, b->text, a->len));
}

bool stats_key_is(const struct stats_value *kept, const struct stats_value *v, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		if (!is_same(&kept[i], &v[i]))
			return false;
	return true;
}

size_t stats_key_text_bytes(const struct stats_value *v, size_t cnt)
{
	size_t size = 0;

	for (size_t i = 0; i < cnt; i++)
		size += v[i].kind == STATS_TEXT ? text_len(&v[i]) : 0;
	return size;
}

void stats_key_copy(struct stats_value *to, const struct stats_value *v, size_t cnt, char *texts)
{
	for (size_t i = 0; i < cnt; i++) {
		to[i] = v[i];
		if (v[i].kind != STATS_TEXT)
			continue;
		to[i].len = text_len(&v[i]);
		to[i].text = to[i].len ? texts : "";
		if (!to[i].len)
			continue;
		memcpy(texts, v[i].text, to[i].len);
		texts += to[i].len;
	}
}

int stats_value_compare(const struct stats_value *a, const struct stats_value *b)
{
	/* SIGNED and UNSIGNED are both numbers. */
	static const int rank[] = { [STATS_NONE] = 0,
				    [STATS_SIGNED] = 1,
				    [STATS_UNSIGNED] = 1,
				    [STATS_TEXT] = 2,
				    [STATS_REST] = 3 };
	size_t len = a->len < b->len ? a->len : b->len;
	int order;

	if (rank[a->kind] != rank[b->kind])
		return rank[a->kind] - rank[b->kind];
	if (a->kind == STATS_NONE || a->kind == STATS_REST)
		return 0;
	if (a->kind != STATS_TEXT)
		return (stats_number(a) > stats_number(b)) - (stats_number(a) < stats_number(b));
	order = len ? memcmp(a->text, b->text, len) : 0;
	return order ? order : (a->len > b->len) - (a->len < b->len);
}
