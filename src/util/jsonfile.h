/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of others that hold JSON. Built without libjansson there are none.
 *
 * Nothing in them is trusted: what is not a regular file, is too large or is not JSON is not
 * there, and asking for a member that a value does not have, or of no value, gives none.
 */
#ifndef SYSTRAIL_UTIL_JSONFILE_H
#define SYSTRAIL_UTIL_JSONFILE_H

#include <errno.h>
#include <stddef.h>

#include "config.h"

/* A value in a file, valid until jsonfile_close(). */
struct json_value;

#ifdef HAVE_JANSSON

/*
 * Reads @path, of at most @max_bytes. Returns its value, which jsonfile_close() frees, or NULL
 * with errno: EBADMSG where the content is not JSON, EFBIG where it is too long.
 */
struct json_value *jsonfile_open(const char *path, size_t max_bytes);
void jsonfile_close(struct json_value *v);

/* The member of an object, the element of an array, or NULL. @v may be NULL. */
const struct json_value *json_member(const struct json_value *v, const char *key);
const struct json_value *json_element(const struct json_value *v, size_t idx);

/* A string, with a NUL behind it and none inside, or NULL. @v may be NULL. */
const char *json_text(const struct json_value *v);

#else

static inline struct json_value *jsonfile_open(const char *path, size_t max_bytes)
{
	(void)path;
	(void)max_bytes;
	errno = ENOTSUP;
	return NULL;
}

static inline void jsonfile_close(struct json_value *v)
{
	(void)v;
}

static inline const struct json_value *json_member(const struct json_value *v, const char *key)
{
	(void)v;
	(void)key;
	return NULL;
}

static inline const struct json_value *json_element(const struct json_value *v, size_t idx)
{
	(void)v;
	(void)idx;
	return NULL;
}

static inline const char *json_text(const struct json_value *v)
{
	(void)v;
	return NULL;
}

#endif
#endif
