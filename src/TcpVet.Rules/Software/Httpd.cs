using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>Apache httpd 2.4 (documentation: core, MPM common directives, mod_proxy).</summary>
internal sealed class Httpd : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("apache2") || process.IsCalled("httpd");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept => [InConfiguration("Raise MaxRequestWorkers (default 256 with prefork, 400 with worker and event), with ServerLimit for it; with prefork, a lower KeepAliveTimeout frees workers")],
        Fault.ShortBacklog => [InConfiguration("Raise ListenBacklog (default 511), then restart it")],
        Fault.NoConnectionReuse =>
        [
            InConfiguration("Take disablereuse=On off ProxyPass, and SetEnv proxy-nokeepalive and proxy-initial-not-pooled out; mod_proxy_fcgi needs enablereuse=on"),
            InConfiguration("Use the event MPM: each child keeps a pool of its own, and prefork's holds one connection"),
        ],
        Fault.ClosesFirst => [InConfiguration("Set KeepAlive On, and raise KeepAliveTimeout (default 5 s) and MaxKeepAliveRequests (default 100) for a balancer in front")],
        Fault.NoKeepalive => [InConfiguration("Towards servers behind it, set keepalive=On on ProxyPass (default Off)")],
        Fault.NoConnectTimeout => [InConfiguration("Set connectiontimeout= on ProxyPass, in seconds (default: its timeout=)")],
        Fault.NoReadTimeout => [InConfiguration("Lower TimeOut (default 60 s) and ProxyTimeout; bound slow requests with RequestReadTimeout (mod_reqtimeout)")],
        Fault.NoSendTimeout => [InConfiguration("Lower TimeOut (default 60 s): it bounds each wait for a client to take data")],
        Fault.DescriptorLimit => [InConfiguration("On Debian, set APACHE_ULIMIT_MAX_FILES in /etc/apache2/envvars: apache2ctl sets 8192 without it")],
        Fault.AbruptReload => [InConfiguration("Reload gracefully instead of restarting: children finish their connections", "apachectl -t && apachectl -k graceful")],
        Fault.PoolOutlivesPeer => [InConfiguration("Set ttl= on ProxyPass, in seconds, below the servers' keep-alive timeout")],
        Fault.UnboundedPool => [InConfiguration("Set max= on ProxyPass: it bounds the connections of each child (default ThreadsPerChild)")],
        Fault.SmallBuffers => [InConfiguration("Take ReceiveBufferSize, SendBufferSize and ProxyReceiveBufferSize out: 0, the default, leaves the size to the kernel")],
        _ => [],
    };
}
