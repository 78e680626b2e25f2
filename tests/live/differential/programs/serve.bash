# SPDX-License-Identifier: GPL-2.0-only
# For the corpus: a server beside the client, on a port or socket of its own, ended by its pid.

server=

wait_for_file()
{
	until [[ -s $1 || -S $1 ]]; do
		kill -0 "$server" # else it has failed, and so do we
		sleep 0.02
	done
}

# serve COMMAND...: which writes its port to the file `port` when it listens. Leaves it in $port.
serve()
{
	"$@" &
	server=$!
	trap serve_end EXIT
	wait_for_file port
	port=$(<port) # for the client
	export port
}

# A redis server that listens on redis.sock.
serve_redis()
{
	redis-server --port 0 --unixsocket "$PWD/redis.sock" --save '' --appendonly yes \
		--appendfsync always --dir "$PWD" >redis.log &
	server=$!
	trap serve_end EXIT
	wait_for_file redis.sock
}

serve_end()
{
	trap - EXIT
	kill "$server"
	wait "$server" || true
}
