/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of mapped files; see map_names.h. */
#include "task/map_names.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* So many names that nobody uses may wait before somebody has to walk all buckets. */
enum { UNUSED_MAX = 1024 };

struct map_name {
	struct map_name *next;
	size_t user_cnt;
	char text[];
};

/* FNV-1a. */
static struct map_name **bucket_of(struct map_names *ns, const char *name, size_t len)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return &ns->bucket[hash % MAP_NAMES_BUCKETS];
}

static struct map_name *name_of(const char *text)
{
	return (struct map_name *)(uintptr_t)(text - offsetof(struct map_name, text));
}

static struct map_name *add_name(struct map_names *ns, struct map_name **bucket, const char *name,
				 size_t len)
{
	struct map_name *n = malloc(sizeof(*n) + len + 1);

	if (!n)
		return NULL;
	memcpy(n->text, name, len);
	n->text[len] = '\0';
	n->user_cnt = 0;
	n->next = *bucket;
	*bucket = n;
	ns->name_cnt++;
	ns->unused_cnt++;
	return n;
}

const char *map_names_get(struct map_names *ns, const char *name)
{
	size_t len = strnlen(name, PATH_MAX);
	struct map_name **bucket = bucket_of(ns, name, len), *n = *bucket;

	while (n && (strncmp(n->text, name, len) || n->text[len]))
		n = n->next;
	if (!n)
		n = add_name(ns, bucket, name, len);
	if (!n)
		return NULL;
	map_names_ref(ns, n->text);
	return n->text;
}

void map_names_ref(struct map_names *ns, const char *name)
{
	if (name && !name_of(name)->user_cnt++)
		ns->unused_cnt--;
}

void map_names_put(struct map_names *ns, const char *name)
{
	if (name && !--name_of(name)->user_cnt)
		ns->unused_cnt++;
}

/* Frees the names of a bucket that nobody uses, or all. */
static void free_names(struct map_names *ns, struct map_name **link, bool all)
{
	while (*link) {
		struct map_name *n = *link;

		if (!all && n->user_cnt) {
			link = &n->next;
			continue;
		}
		*link = n->next;
		ns->name_cnt--;
		ns->unused_cnt -= !n->user_cnt;
		free(n);
	}
}

void map_names_prune(struct map_names *ns)
{
	if (ns->unused_cnt <= UNUSED_MAX)
		return;
	for (size_t i = 0; i < MAP_NAMES_BUCKETS; i++)
		free_names(ns, &ns->bucket[i], false);
}

void map_names_fini(struct map_names *ns)
{
	for (size_t i = 0; i < MAP_NAMES_BUCKETS; i++)
		free_names(ns, &ns->bucket[i], true);
}
