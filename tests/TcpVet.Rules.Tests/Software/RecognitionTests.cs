using TcpVet.Model;
using TcpVet.Rules.Software;

namespace TcpVet.Rules.Tests;

/// <summary>Which software a process runs, by what /proc shows of it.</summary>
public sealed class RecognitionTests
{
    // Command lines as a record holds them: single spaces, cut after 200 characters.
    [Theory]
    [InlineData(typeof(Tomcat), "java", "/usr/lib/jvm/java-17-openjdk-amd64/bin/java", "/usr/lib/jvm/java-17-openjdk-amd64/bin/java -Djava.util.logging.config.file=/var/lib/tomcat10/conf/logging.properties -Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager -Djava.awt.head…")]
    [InlineData(typeof(Tomcat), "java", null, "java -classpath /opt/tomcat/bin/bootstrap.jar -Dcatalina.base=/opt/tomcat org.apache.catalina.startup.Bootstrap start")]
    [InlineData(typeof(SpringBoot), "java", "/opt/java/openjdk/bin/java", "java -Xmx512m org.springframework.boot.loader.launch.JarLauncher")]
    [InlineData(typeof(ExecutableJar), "java", "/usr/lib/jvm/java-21-openjdk-amd64/bin/java", "java -Xmx2g -jar /srv/shop/shop.jar")]
    [InlineData(typeof(SpringBoot), "java", "/usr/bin/java", "/usr/bin/java -Dspring.profiles.active=prod -jar /srv/shop.jar")]
    [InlineData(typeof(SpringBoot), "java", "/usr/bin/java", "java -jar shop.jar --server.port=8081")]
    [InlineData(typeof(Java), "java", "/usr/bin/java", "java -cp /srv/lib com.example.Shop")]
    [InlineData(typeof(Kafka), "java", "/usr/bin/java", "java -Xmx1G -Xms1G -server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 … /opt/kafka/bin/../libs/zstd-jni.jar kafka.Kafka /opt/kafka/config/server.properties")]
    [InlineData(typeof(ZooKeeper), "java", "/usr/bin/java", "java -Dzookeeper.log.dir=/var/log … org.apache.zookeeper.server.quorum.QuorumPeerMain /etc/zookeeper/conf/zoo.cfg")]
    [InlineData(typeof(Elasticsearch), "java", "/usr/share/elasticsearch/jdk/bin/java", "/usr/share/elasticsearch/jdk/bin/java -Des.networkaddress.cache.ttl=60 … --add-modules=jdk.net -m org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch")]
    [InlineData(typeof(Elasticsearch), "java", "/usr/share/opensearch/jdk/bin/java", "java … org.opensearch.bootstrap.OpenSearch -d")]
    [InlineData(typeof(Logstash), "java", "/usr/share/logstash/jdk/bin/java", "java -Xms1g … org.logstash.Logstash --path.settings /etc/logstash")]
    [InlineData(typeof(Traefik), "traefik", "/usr/local/bin/traefik", "traefik traefik --configfile=/etc/traefik/traefik.yml")]
    [InlineData(typeof(Caddy), "caddy", "/usr/bin/caddy", "/usr/bin/caddy run --environ --config /etc/caddy/Caddyfile")]
    [InlineData(typeof(PgBouncer), "pgbouncer", "/usr/sbin/pgbouncer", "/usr/sbin/pgbouncer /etc/pgbouncer/pgbouncer.ini")]
    [InlineData(typeof(RabbitMq), "beam.smp", "/usr/lib/erlang/erts-13.1.5/bin/beam.smp", "/usr/lib/erlang/erts-13.1.5/bin/beam.smp -W w -MBas ageffcbf … -noshell -noinput -s rabbit boot -boot start_sasl")]
    [InlineData(typeof(Erlang), "beam.smp", "/srv/shop/erts-14.2/bin/beam.smp", "/srv/shop/erts-14.2/bin/beam.smp -- -root /srv/shop -progname erl")]
    [InlineData(typeof(Rust), "shop", "/srv/shop/target/release/shop", "./target/release/shop")]
    [InlineData(typeof(Nginx), "nginx", "/usr/sbin/nginx", "nginx: master process /usr/sbin/nginx -g daemon on; master_process on;")]
    [InlineData(typeof(Nginx), "nginx", null, "nginx: worker process")]
    [InlineData(typeof(Nginx), "nginx", "/usr/sbin/nginx (deleted)", "nginx: worker process is shutting down")]
    [InlineData(typeof(HAProxy), "haproxy", "/usr/sbin/haproxy", "/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -p /run/haproxy.pid -S /run/haproxy-master.sock")]
    [InlineData(typeof(Httpd), "apache2", "/usr/sbin/apache2", "/usr/sbin/apache2 -k start")]
    [InlineData(typeof(Httpd), "httpd", "/usr/sbin/httpd", "/usr/sbin/httpd -DFOREGROUND")]
    [InlineData(typeof(Envoy), "envoy", "/usr/local/bin/envoy", "envoy -c /etc/envoy/envoy.yaml")]
    [InlineData(typeof(Gunicorn), "gunicorn", "/usr/bin/python3.11", "gunicorn: master [shop.wsgi]")]
    [InlineData(typeof(Gunicorn), "gunicorn", "/usr/bin/python3.11", "/usr/bin/python3 /usr/bin/gunicorn --workers 4 shop.wsgi")]
    [InlineData(typeof(Gunicorn), "python3", "/usr/bin/python3.11", "python3 -m gunicorn shop.wsgi")]
    [InlineData(typeof(Uvicorn), "uvicorn", "/usr/bin/python3.11", "/usr/bin/python3 /usr/local/bin/uvicorn main:app --host 0.0.0.0")]
    [InlineData(typeof(Uwsgi), "uwsgi-core", "/usr/bin/uwsgi-core", "/usr/bin/uwsgi --ini /usr/share/uwsgi/conf/default.ini --ini /etc/uwsgi/apps-enabled/shop.ini --daemonize /var/log/uwsgi/app/shop.log")]
    [InlineData(typeof(Python), "python3", "/usr/bin/python3.11", "python3 -m http.server 8000")]
    [InlineData(typeof(Python), "python3", "/usr/bin/python3.11", "/usr/bin/python3 /opt/monitor.py gunicorn")]
    [InlineData(typeof(Node), "node", "/usr/bin/node", "node server.js")]
    [InlineData(typeof(Node), "MainThread", "/usr/local/bin/node", "node /srv/app/index.js")]
    [InlineData(typeof(DotNet), "dotnet", "/usr/share/dotnet/dotnet", "dotnet app.dll")]
    [InlineData(typeof(PhpFpm), "php-fpm8.2", "/usr/sbin/php-fpm8.2", "php-fpm: pool www")]
    [InlineData(typeof(Redis), "redis-server", "/usr/bin/redis-check-rdb", "/usr/bin/redis-server 127.0.0.1:6379")]
    [InlineData(typeof(PostgreSql), "postgres", "/usr/lib/postgresql/15/bin/postgres", "postgres: 15/main: shop shop 10.0.0.5(51000) idle")]
    [InlineData(typeof(MySql), "mariadbd", "/usr/sbin/mariadbd", "/usr/sbin/mariadbd")]
    [InlineData(typeof(Puma), "ruby", "/usr/bin/ruby3.1", "puma: cluster worker 0: 71 [shop]")]
    [InlineData(typeof(Puma), "ruby", "/usr/bin/ruby3.1", "puma 6.4.2 (tcp://0.0.0.0:3000) [shop]")]
    [InlineData(typeof(Ruby), "ruby", "/usr/bin/ruby3.1", "ruby worker.rb")]
    [InlineData(null, "sshd", "/usr/sbin/sshd", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups")]
    [InlineData(null, "bash", "/usr/bin/bash", "bash /root/org.apache.catalina.startup.Bootstrap")]
    [InlineData(null, "nginx-exporter", "/usr/bin/nginx-prometheus-exporter", "nginx-prometheus-exporter")]
    [InlineData(null, "", "", "")]
    [InlineData(null, "x", null, null)]
    public void By_name_program_and_command_line(Type? product, string name, string? executable, string? commandLine) =>
        Assert.Equal(product, Recognise(new ProcessFacts { Pid = 7, Name = name, Executable = executable, CommandLine = commandLine }));

    [Theory]
    [InlineData("java", typeof(Java))]
    [InlineData("python", typeof(Python))]
    [InlineData("node", typeof(Node))]
    [InlineData("dotnet", typeof(DotNet))]
    [InlineData("go", typeof(Go))]
    [InlineData("ruby", typeof(Ruby))]
    [InlineData("cobol", null)]
    public void By_runtime_where_the_name_says_nothing(string runtime, Type? product) =>
        Assert.Equal(product, Recognise(new ProcessFacts { Pid = 7, Name = "shop", Executable = "/srv/shop/shop", CommandLine = "./shop", Runtime = runtime }));

    [Fact]
    public void By_the_unit_that_starts_tomcat()
    {
        ProcessFacts java = new() { Pid = 7, Name = "java", CommandLine = "/opt/java/bin/java -Xmx4g", Unit = "tomcat10.service" };

        Assert.Equal(typeof(Tomcat), Recognise(java));
        Assert.Equal(typeof(Java), Recognise(java with { Unit = "docker:tomcat" }));
        Assert.Equal(typeof(Kafka), Recognise(java with { Unit = "kafka.service" }));
        Assert.Equal(typeof(ZooKeeper), Recognise(java with { Unit = "zookeeper.service" }));
        Assert.Equal(typeof(Elasticsearch), Recognise(java with { Unit = "opensearch.service" }));
    }

    private static Type? Recognise(ProcessFacts process) => KnownSoftware.Recognise(process)?.GetType();
}
