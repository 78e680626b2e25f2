/* SPDX-License-Identifier: GPL-2.0-only */
/* JSON by libjansson, behind the limits of jsonfile.h; the only file that knows the library. */
#include "util/jsonfile.h"

#ifdef HAVE_JANSSON

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Up to @size bytes of @fd into @buf: how many there are, or -errno. */
static ssize_t read_all(int fd, char *buf, size_t size)
{
	size_t len = 0;
	ssize_t n = 1;

	while (n && len < size) {
		n = read(fd, buf + len, size - len);
		if (n < 0)
			return -errno;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* The JSON of @fd, or NULL and @err set. It may grow while we read: one byte more would show. */
static json_t *load(int fd, size_t max_bytes, int *err)
{
	json_t *json = NULL;
	struct stat st;
	char *buf;
	ssize_t len;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		*err = EINVAL;
		return NULL;
	}
	if ((size_t)st.st_size > max_bytes) {
		*err = EFBIG;
		return NULL;
	}
	buf = malloc((size_t)st.st_size + 1);
	if (!buf) {
		*err = ENOMEM;
		return NULL;
	}
	len = read_all(fd, buf, (size_t)st.st_size + 1);
	if (len >= 0 && len <= st.st_size)
		json = json_loadb(buf, (size_t)len, 0, NULL);
	*err = len < 0 ? (int)-len : EBADMSG;
	free(buf);
	return json;
}

struct json_value *jsonfile_open(const char *path, size_t max_bytes)
{
	/* Without O_NONBLOCK a pipe of that name would stop us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW), err;
	json_t *json;

	if (fd < 0)
		return NULL;
	json = load(fd, max_bytes, &err);
	close(fd);
	if (!json)
		errno = err;
	return (struct json_value *)json;
}

void jsonfile_close(struct json_value *v)
{
	json_decref((json_t *)v);
}

const struct json_value *json_member(const struct json_value *v, const char *key)
{
	return (const struct json_value *)json_object_get((const json_t *)v, key);
}

const struct json_value *json_element(const struct json_value *v, size_t idx)
{
	return (const struct json_value *)json_array_get((const json_t *)v, idx);
}

const char *json_text(const struct json_value *v)
{
	return json_string_value((const json_t *)v);
}

#endif
