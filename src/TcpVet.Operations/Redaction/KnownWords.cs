namespace TcpVet.Operations.Redaction;

/// <summary>
/// The words that redaction leaves as they are: names of software, folders of every system, words of the configurations and messages that
/// this program reads and writes. A closed list; a name that is one of them is not told from the word.
/// </summary>
internal static class KnownWords
{
    // What remedies are chosen by, and what is beside it in paths, command lines and units.
    private static ReadOnlySpan<byte> Software => """
        java jar javac jre jdk jvm openjdk server client catalina tomcat Tomcat Catalina Bootstrap startup start run base home apache org kafka Kafka
        zookeeper QuorumPeerMain quorum elasticsearch opensearch Elasticsearch OpenSearch logstash Logstash spring springframework boot loader launch
        JarLauncher WarLauncher PropertiesLauncher nginx openresty haproxy httpd apache2 envoy traefik caddy php php-fpm fpm pool master worker
        process cache manager gunicorn uvicorn uwsgi puma cluster redis redis-server valkey valkey-server redis-sentinel sentinel postgres
        postgresql postmaster pgbouncer mysqld mariadbd mysql mariadb rabbitmq rabbitmq-server rabbit rabbit_prelaunch beam smp erl erlang epmd
        elixir python pythonw pypy node nodejs deno bun dotnet aspnetcore ruby rails sidekiq rust go golang perl sshd ssh sshd-session systemd
        systemd-resolve systemd-resolved systemd-networkd systemd-timesyncd resolved chronyd ntpd dnsmasq named unbound bind coredns kubelet
        kube-proxy containerd dockerd docker docker-proxy containerd-shim conntrackd rpcbind statd rpc mountd idmapd gssd nfsd cupsd cups-browsed
        avahi-daemon dhclient dhcpcd NetworkManager snmpd rsyslogd syslog-ng collectd telegraf prometheus grafana node_exporter etcd consul vault
        nomad memcached mongod mongos varnishd squid postfix dovecot exim4 smtpd vsftpd proftpd nc ncat socat curl wget iperf3 bash sh dash init
        cron tcpvet ss kworker supervisord runit tini dumb-init pm2 npm yarn mix iex inetd xinetd stunnel stunnel4 pgpool proxysql mosquitto
        emqx nats-server minio jenkins gitlab sonarqube Xmx Xms Xss XX D m c s daemon off g f p port host config conf debug
        service slice scope socket system user session target machine init d service: kubepods besteffort burstable guaranteed cri
        containerd lxc libpod payload usr bin sbin lib lib64 libexec local opt etc var run srv home root tmp proc sys dev share log logs main
        release debug deps Dcatalina Dkafka Dlog4j Djava
        sleep tail cat tee head sort uniq wc cut tr dd cp mv rm ls du df date nohup nice env stdbuf flock logger script watch ps top free vmstat
        find xargs grep sed gawk mawk awk tar gzip bzip2 xz zstd less vi vim nano make git gcc cc1 ld inotifywait crond ksh fish
        target current deleted py pyc js mjs cjs ts rb pl dll so exe war ear xml properties yaml yml json toml ini cfg pid sock
        """u8;

    private static ReadOnlySpan<byte> Configurations => """
        http https tcp udp unix ssl tls h2 h2c h1 http1 http2 http3 HTTP ws wss ajp fcgi fastcgi uwsgi scgi grpc grpcs memcached balancer localhost
        on off On Off yes no true false default default_server reuseport backlog keepalive keepalive_timeout proxy_protocol ipv6only so_keepalive
        rcvbuf sndbuf deferred bind fastopen setfib quic spdy weight max_fails fail_timeout max_conns slow_start backup down resolve timeout connect
        client server queue tunnel check inter fall rise http-request http-keep-alive http-keep-alive-timeout client-fin server-fin tarpit maxconn
        minconn maxqueue httpclose http-server-close forceclose forwardfor tcpka clitcpka srvtcpka tcplog httplog redispatch abortonclose dontlognull
        splice-auto httpchk pool-max-conn pool-low-conn pool-min-conn pool-purge-delay max-reuse never safe aggressive always roundrobin leastconn
        first hdr uri url_param static-rr random rdp-cookie set-dst set-src reject accept deny capture content connection inspect-delay track-sc0
        global defaults frontend backend listen option close Close Connection Upgrade upgrade keep-alive http_upgrade connection_upgrade Host
        proxy_add_x_forwarded_for remote_addr scheme request_uri uri args host proxy_host upstream proxy-initial-not-pooled proxy-nokeepalive
        force-proxy-request-1 proxy-sendchunked P PROXY L R F QSA NE ProxyPass BalancerMember VirtualHost mpm_event_module mpm_worker_module
        mpm_prefork_module event worker prefork modules mod_mpm_event mod_mpm_worker mod_mpm_prefork reqtimeout_module mod_reqtimeout
        proxy_module mod_proxy proxy_http_module mod_proxy_http mod_so none nntp smtp connectiontimeout ttl retry max min acquire flushpackets
        flushpacket disablereuse enablereuse smax iobuffersize responsefieldsize status lbmethod byrequests bytraffic bybusyness hcheck header body
        handshake MinRate data email HTTP11Nio2Protocol Http11NioProtocol Http11Nio2Protocol Http11AprProtocol Http11Protocol AjpNioProtocol
        AjpNio2Protocol AjpAprProtocol AjpProtocol coyote http11 Http2Protocol AJP Catalina StandardThreadExecutor StandardVirtualThreadExecutor
        abns accept-proxy address balance defer-accept disabled enabled interface namespace mode mysql-check pgsql-check redis-check ldap-check
        smtpchk nolinger no-backup no-check no-ssl proto protocol send-proxy send-proxy-v2 shards source tcp-smart-accept tcp-smart-connect tcp-ut tfo
        thread transparent v4v6 v6only splice-request splice-response idle-close-on-response persist http-buffer-request http-use-htx alive hash
        least_conn ip_hash zone retries request requests ipv6v6only secure fcntl fcntllock flock pthread sysvsem posixsem proxy-interim-response
        core_module http_module log_config_module logio_module so_module unixd_module version_module watchdog_module http_core mod_log_config
        mod_logio mod_unixd mod_version mod_watchdog seconds minutes msie6 safari h2_module mod_http2 rewrite_module mod_rewrite
        core auto cubic bbr reno htcp dctcp vegas westwood bic illinois hybla fq fq_codel pfifo_fast cake noqueue mq sfq codel infinity unlimited
        net ipv4 ipv6 all lo conf neigh kernel fs vm sysctl sysctl.d
        """u8;

    private static ReadOnlySpan<byte> Messages => """
        a an and are as at be been beyond by can cannot could did disturbed does dump each either every for from had has have here how in into is it
        its itself kept kernel kernel's may more most moved must name no none not nothing of off older on once one only or other others our own
        per process processes program read reading readings reads ready refused says since so some such tables than that the their them then there these
        they this three times to too two unknown until up was what when where which who whole why will with without word would you above after
        again also another any because before below between both but counts down during first found last left line lines listens look looked made
        make many matter missing need needed needs new number of open out permission denied Permission Operation permitted operation file files
        folder folders such directory interval samples watch trace no-trace answer answers sock_diag netlink procfs proc cap CAP_NET_ADMIN
        CAP_SYS_PTRACE CAP_SYS_ADMIN CAP_BPF CAP_PERFMON CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE Linux BTF BPF eBPF root user users descriptors socket
        sockets owner owners their connections capability hidden mounted hidepid set tcpvet run expected unexpected include included includes
        directive directives limit given allow-outside outside listen nothing does match matches pattern empty value quote unclosed end missing
        closing block blocks element elements XML attribute too long deep large nest nested understood ignored setting settings kernel this host
        census tcp_info cgroup listener_drops second_reading conntrack counters netns sysctls events drops configurations samples owners
        chain table rule rules inet ip ip6 filter input output forward prerouting postrouting nat raw mangle dport sport saddr daddr iifname oifname
        iif oif drop reject counter packets bytes icmp icmpv6 icmpx type port-unreachable host-unreachable net-unreachable admin-prohibited reset
        policy ct state new established related invalid log prefix meta mark l4proto th nf_tables firewalld ufw handle jump
        """u8;

    private static readonly HashSet<string> Words =
        [.. $"{PackedTexts.Of(nameof(Software))} {PackedTexts.Of(nameof(Configurations))} {PackedTexts.Of(nameof(Messages))}"
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Whether a word is one of them, or one with a version behind it: <c>python3</c>, <c>tomcat10</c>.</summary>
    public static bool Has(string word) => Words.Contains(word)
        || (word.TrimEnd("0123456789".ToCharArray()) is { Length: > 2 } name && Words.Contains(name));
}
