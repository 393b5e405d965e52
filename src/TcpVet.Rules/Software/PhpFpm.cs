namespace TcpVet.Rules.Software;

/// <summary>PHP-FPM (PHP manual: FPM configuration, cURL, PDO).</summary>
internal sealed class PhpFpm : Product
{
    private const string Pool = "PHP 8.2.36 (Debian) fpm/pool.d/www.conf: ";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalledLike("php-fpm") || process.IsTitled("php-fpm: ");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed or Fault.EndNotRead or Fault.NoReadTimeout or Fault.NoSendTimeout =>
        [
            InConfiguration(
                "Let the pool end stuck requests: request_terminate_timeout (default 0 is off)", Proof.Docs(Pool + "request_terminate_timeout")),
            InCode(
                "Give curl a limit: CURLOPT_TIMEOUT (default 0 is none); streams wait for default_socket_timeout",
                Proof.Docs("libcurl 7.88 curl_easy_setopt: CURLOPT_TIMEOUT")),
        ],
        Fault.SlowAccept =>
        [
            InConfiguration(
                "See where requests hang: request_slowlog_timeout=5s with slowlog= writes their stack", Proof.Docs(Pool + "request_slowlog_timeout")),
            InConfiguration(
                "Raise pm.max_children, as far as memory allows: each child serves one request at a time", Proof.Docs(Pool + "pm.max_children")),
        ],
        Fault.ShortBacklog =>
            [InConfiguration("Raise listen.backlog of the pool (default 511), then restart it", Proof.Docs(Pool + "listen.backlog"))],
        Fault.NoConnectionReuse =>
        [
            InCode(
                "Use one curl handle for many requests; for databases, persistent connections (PDO::ATTR_PERSISTENT): each child keeps its own",
                Proof.Docs("PHP 8.2 manual, PDO: Connections and Connection management")),
        ],
        Fault.NoConnectTimeout =>
        [
            InCode(
                "Give curl CURLOPT_CONNECTTIMEOUT, stream_socket_client() its timeout",
                Proof.Docs("libcurl 7.88 curl_easy_setopt: CURLOPT_CONNECTTIMEOUT")),
        ],
        Fault.DescriptorLimit => [InConfiguration("Set rlimit_files of the pool, then restart it", Proof.Docs(Pool + "rlimit_files"))],
        Fault.AbruptReload =>
        [
            InConfiguration(
                "Set process_control_timeout (default 0) so that a reload lets children finish their requests",
                Proof.Docs("PHP 8.2.36 (Debian) fpm/php-fpm.conf: process_control_timeout")),
        ],
        Fault.UnboundedPool =>
        [
            InConfiguration(
                "With persistent connections, each child holds its own: bound them by pm.max_children and pm.max_requests",
                Proof.Docs(Pool + "pm.max_requests")),
        ],
        _ => [],
    };
}
