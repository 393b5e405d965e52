using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>Redis or Valkey (redis.conf).</summary>
internal sealed class Redis : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("redis-server") || process.IsCalled("valkey-server");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept or Fault.EndNotRead or Fault.SlowReader => [InCode("Find the slow commands: one thread runs them all (KEYS, big Lua scripts)", "redis-cli SLOWLOG GET 10")],
        Fault.ShortBacklog => [InConfiguration("Raise tcp-backlog (default 511), then restart it")],
        Fault.NoKeepalive => [InConfiguration("Set tcp-keepalive (default 300 s; 0 is off)")],
        Fault.NoReadTimeout => [InConfiguration("Set timeout (default 0: idle clients are never closed)")],
        Fault.NoSendTimeout => [InConfiguration("Bound what waits for slow readers: client-output-buffer-limit (normal clients have none by default)")],
        Fault.DescriptorLimit => [InConfiguration("Set maxclients (default 10000) to what is needed: Redis raises its own soft limit for it, as far as the hard limit allows")],
        _ => [],
    };
}
