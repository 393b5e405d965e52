namespace TcpVet.Rules.Software;

/// <summary>Apache httpd 2.4 (documentation: core, MPM common directives, mod_proxy).</summary>
internal sealed class Httpd : Product
{
    private const string Manual = "apache/httpd@0cb680442e docs/manual/mod/";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("apache2") || process.IsCalled("httpd");

    /// <summary>Debian's apache2ctl sets both limits before it starts the program, whatever the unit gave.</summary>
    public override bool SetsDescriptorLimit(ProcessTraits process) => process.IsCalled("apache2");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            InConfiguration(
                "Raise MaxRequestWorkers (default 256 with prefork, 400 with worker and event), with ServerLimit for it; with prefork, a lower KeepAliveTimeout frees workers",
                Proof.Source(Manual + "mpm_common.xml:406")),
        ],
        Fault.SilentClientHoldsWorker =>
        [
            InConfiguration(
                "Use the event MPM, which needs no worker for an idle kept connection; with prefork, lower KeepAliveTimeout (default 5 s): for so long an idle browser keeps a process",
                Proof.Docs("Apache httpd 2.4 event: How it Works; core: KeepAliveTimeout")),
            InConfiguration(
                "Bound silent new clients with RequestReadTimeout (mod_reqtimeout, default header=20-40,MinRate=500)",
                Proof.Docs("Apache httpd 2.4 mod_reqtimeout: RequestReadTimeout")),
        ],
        Fault.ShortBacklog =>
        [
            InConfiguration(
                "Raise ListenBacklog (default 511), then stop it and start it (systemctl restart): apachectl restart keeps the listeners as they are",
                Proof.Test("RealHttpdServingTests.Only_a_stop_and_a_start_listen_anew")),
        ],
        Fault.NoConnectionReuse =>
        [
            InConfiguration(
                "Take disablereuse=On off ProxyPass, and SetEnv proxy-nokeepalive and proxy-initial-not-pooled out; mod_proxy_fcgi needs enablereuse=on",
                Proof.Source(Manual + "mod_proxy.xml:1116")),
            InConfiguration(
                "Use the event MPM: each child keeps a pool of its own, and prefork's holds one connection",
                Proof.Source(Manual + "mod_proxy.xml:1089")),
        ],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Set KeepAlive On, and raise KeepAliveTimeout (default 5 s) and MaxKeepAliveRequests (default 100) for a balancer in front",
                Proof.Source(Manual + "core.xml:2705")),
        ],
        Fault.NoKeepalive =>
            [InConfiguration("Towards servers behind it, set keepalive=On on ProxyPass (default Off)", Proof.Source(Manual + "mod_proxy.xml:1166"))],
        Fault.NoConnectTimeout =>
        [
            InConfiguration(
                "Set connectiontimeout= on ProxyPass, in seconds (default: its timeout=)", Proof.Source(Manual + "mod_proxy.xml:1109")),
        ],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Lower TimeOut (default 60 s) and ProxyTimeout; bound slow requests with RequestReadTimeout (mod_reqtimeout)",
                Proof.Source(Manual + "core.xml:4949")),
        ],
        Fault.NoSendTimeout =>
        [
            InConfiguration(
                "Lower TimeOut (default 60 s): it bounds each wait for a client to take data", Proof.Source(Manual + "core.xml:4949")),
        ],
        Fault.DescriptorLimit =>
        [
            InConfiguration(
                "On Debian, write APACHE_ULIMIT_MAX_FILES='ulimit -n 16000' in /etc/apache2/envvars, then stop it and start it: it holds a command, and apache2ctl sets 8192 without it, whatever LimitNOFILE says",
                Proof.Test("RealHttpdServingTests.Debians_script_sets_the_descriptor_limit_itself")),
        ],
        Fault.AbruptReload =>
        [
            InConfiguration(
                "Reload gracefully instead of restarting: children finish their connections",
                Proof.Source(Manual + "mpm_common.xml:118"),
                "apachectl -t && apachectl -k graceful"),
        ],
        Fault.PoolOutlivesPeer =>
        [
            InConfiguration(
                "With the event or worker MPM, set ttl= on ProxyPass, in seconds, below the servers' keep-alive timeout",
                Proof.Test("RealHttpdServingTests.A_ttl_acts_with_event_and_not_with_prefork")),
            InConfiguration(
                "With prefork, where ttl= does not act, raise the servers' keep-alive timeout or set disablereuse=On on ProxyPass",
                Proof.Test("RealHttpdServingTests.A_ttl_acts_with_event_and_not_with_prefork")),
        ],
        Fault.UnboundedPool =>
        [
            InConfiguration(
                "Set max= on ProxyPass: it bounds the connections of each child (default ThreadsPerChild)",
                Proof.Source(Manual + "mod_proxy.xml:1085")),
        ],
        Fault.SmallBuffers =>
        [
            InConfiguration(
                "Take ReceiveBufferSize, SendBufferSize and ProxyReceiveBufferSize out: 0, the default, leaves the size to the kernel",
                Proof.Source(Manual + "mpm_common.xml:626")),
        ],
        _ => [],
    };
}
