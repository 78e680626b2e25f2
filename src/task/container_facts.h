/* SPDX-License-Identifier: GPL-2.0-only */
/* What one source (a path, a file of a runtime) tells about a container, all of it optional. */
#ifndef SYSTRAIL_TASK_CONTAINER_FACTS_H
#define SYSTRAIL_TASK_CONTAINER_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A longer text is none: every runtime has narrower limits, Kubernetes 253 bytes for a pod. */
enum { CONTAINER_TEXT_BYTES = 256, CONTAINER_ID_HEX = 64 };

struct container_facts {
	const char *runtime; /* a literal; NULL: not told */
	unsigned int uid; /* whose it is, where users run containers; 0: root's */
	char id[CONTAINER_TEXT_BYTES];
	char name[CONTAINER_TEXT_BYTES];
	char pod_uid[CONTAINER_TEXT_BYTES];
	char pod[CONTAINER_TEXT_BYTES];
	char pod_namespace[CONTAINER_TEXT_BYTES];
};

/* Sets one of the texts to the @len bytes at @s, if they fit. Whether they do and are not empty. */
static inline bool container_facts_set(char *text, const char *s, size_t len)
{
	if (!len || len >= CONTAINER_TEXT_BYTES)
		return false;
	memcpy(text, s, len);
	text[len] = '\0';
	return true;
}

#endif
