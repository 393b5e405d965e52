namespace TcpVet.Rules.Software;

/// <summary>Redis or Valkey (redis.conf).</summary>
internal sealed class Redis : Product
{
    private const string Settings = "redis/redis@4f8cdc2a1 redis.conf:";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("redis-server") || process.IsCalled("valkey-server");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept or Fault.EndNotRead or Fault.SlowReader =>
        [
            InCode(
                "Find the slow commands: one thread runs them all (KEYS, big Lua scripts)",
                Proof.Docs("Redis 7 SLOWLOG GET: command reference"),
                "redis-cli SLOWLOG GET 10"),
        ],
        Fault.ShortBacklog => [InConfiguration("Raise tcp-backlog (default 511), then restart it", Proof.Source(Settings + "148"))],
        Fault.ClosesFirst =>
        [
            InConfiguration("Set timeout to 0, the default, or above the idle limit of its clients' pools", Proof.Source(Settings + "160")),
            InCode(
                "In clients, keep the pool's idle limit below timeout: Jedis closes after 60 s; go-redis ConnMaxIdleTime is 30 min",
                Proof.Source("redis/go-redis@216593cc options.go:542")),
            InCode(
                "Redis clients of Python (redis-py) limit no idle time: where the server's timeout is on, set health_check_interval (default 0) below it",
                Proof.Source("redis/redis-py@34817ce2 redis/connection.py:820")),
        ],
        Fault.NoKeepalive => [InConfiguration("Set tcp-keepalive (default 300 s; 0 is off)", Proof.Source(Settings + "177"))],
        Fault.NoReadTimeout => [InConfiguration("Set timeout (default 0: idle clients are never closed)", Proof.Source(Settings + "160"))],
        Fault.NoSendTimeout =>
        [
            InConfiguration(
                "Bound what waits for slow readers: client-output-buffer-limit (normal clients have none by default)",
                Proof.Source(Settings + "2076")),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration(
                "Set maxclients (default 10000) to what is needed: Redis raises its own soft limit for it, as far as the hard limit allows",
                Proof.Source("redis/redis@4f8cdc2a1 src/server.c:2323")),
        ],
        _ => [],
    };
}
