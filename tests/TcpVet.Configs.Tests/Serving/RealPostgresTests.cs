namespace TcpVet.Configs.Tests;

/// <summary>What PostgreSQL's time limits do, asked of a server that runs for a moment in a namespace of its own.</summary>
public sealed class RealPostgresTests
{
    // initdb refuses root, so that the server is nobody's; the questions are of the protocol's simple form.
    private const string Script = """
        set -e
        bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
        home=$(mktemp -d)
        trap 'kill %1 2>/dev/null; wait; rm -rf "$home"' EXIT
        chown nobody "$home"
        as() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }
        cd "$home"
        as "$bin/initdb" -D "$home/data" -A trust -U nobody --no-sync >/dev/null
        as "$bin/postgres" -D "$home/data" -c listen_addresses=127.0.0.1 -p 9432 -c unix_socket_directories="$home" -c fsync=off \
          -c client_connection_check_interval=500 -c idle_session_timeout=1000 -c idle_in_transaction_session_timeout=300 >"$home/log" 2>&1 &
        for i in $(seq 200); do ss -ltnH 'sport = :9432' | grep -q LISTEN && break; sleep 0.1; done
        python3 - <<'PYTHON'
        import socket, struct, subprocess, time
        def connect():
            client = socket.create_connection(('127.0.0.1', 9432))
            words = b'user\0nobody\0database\0postgres\0\0'
            client.sendall(struct.pack('!II', len(words) + 8, 196608) + words)
            said = b''
            while b'Z\0\0\0\5' not in said:
                said += client.recv(4096)
            return client
        def ask(client, text):
            client.sendall(b'Q' + struct.pack('!I', len(text) + 5) + text.encode() + b'\0')
        def until_closed(client):
            begin = time.time()
            try:
                while client.recv(4096):
                    pass
            except ConnectionResetError:
                pass
            return round(1000 * (time.time() - begin))
        def states():
            return subprocess.run(['ss', '-tnH', 'sport = :9432'], capture_output=True, text=True).stdout
        client = connect()
        ask(client, 'select pg_sleep(60)')
        time.sleep(0.3)
        client.close()
        time.sleep(0.1)
        held = 'CLOSE-WAIT' in states()
        begin = time.time()
        while 'CLOSE-WAIT' in states() and time.time() - begin < 20:
            time.sleep(0.05)
        print(held, round(1000 * (time.time() - begin)))
        print(until_closed(connect()))
        client = connect()
        ask(client, 'begin')
        print(until_closed(client))
        PYTHON
        """;

    [Fact]
    public void A_query_ends_when_its_client_has_gone_and_idle_sessions_end_in_time()
    {
        Assert.SkipWhen(ServedProgram.Run("ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null").Length == 0, "initdb of PostgreSQL is not installed");
        Assert.SkipWhen(ServedProgram.Run("command -v setpriv && command -v python3").Split('\n').Length < 3, "setpriv or python3 is not installed");
        string[] said = [];
        PrivateFolder.Run(folder => said = ServedProgram.Run($"bash '{PrivateFolder.Write(folder, "test.sh", Script)}'").Split('\n'));

        // client_connection_check_interval: without it the query would sleep for a minute, and CLOSE_WAIT with it.
        string[] query = said[0].Split(' ');
        Assert.Equal("True", query[0]);
        Assert.InRange(Number(query[1]), 0, 10_000);
        Assert.InRange(Number(said[1]), 900, 10_000);
        Assert.InRange(Number(said[2]), 250, 10_000);
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
