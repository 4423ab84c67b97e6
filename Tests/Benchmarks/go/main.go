// SPDX-License-Identifier: Apache-2.0

// Polls evaluations with AWS's SDK for Go, one goroutine a watch: what awaitd is compared with.
//
//	peer WATCHES INTERVAL    an interval of Go, such as 5s; with 0s, all poll without a pause
//
// Endpoint, credentials and certificates come from AWS_ENDPOINT_URL and the SDK's own variables. Says READY=1 to
// NOTIFY_SOCKET when all goroutines are started.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/machinelearning"
	"github.com/aws/aws-sdk-go-v2/service/machinelearning/types"
)

// As many connections are kept as awaitd may have.
const connections = 64

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: peer WATCHES INTERVAL")
	}
	watches, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	interval, err := time.ParseDuration(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	client := connect()
	for number := 0; number < watches; number++ {
		go watch(client, fmt.Sprintf("ev-%d", number), interval)
	}
	sayReady()
	select {}
}

func connect() *machinelearning.Client {
	transport := awshttp.NewBuildableClient().WithTransportOptions(func(transport *http.Transport) {
		transport.MaxIdleConnsPerHost = connections
	})
	settings, err := config.LoadDefaultConfig(context.Background(), config.WithHTTPClient(transport))
	if err != nil {
		log.Fatal(err)
	}
	endpoint := machinelearning.EndpointResolverFromURL(os.Getenv("AWS_ENDPOINT_URL"))
	return machinelearning.NewFromConfig(settings, machinelearning.WithEndpointResolver(endpoint))
}

// Polls for ever. Intervals are shortened by up to a fifth, as awaitd's are, and the first poll is within the first.
func watch(client *machinelearning.Client, identifier string, interval time.Duration) {
	time.Sleep(time.Duration(rand.Float64() * float64(interval)))
	input := machinelearning.GetEvaluationInput{EvaluationId: aws.String(identifier)}
	previous := types.EntityStatus("")
	for {
		began := time.Now()
		output, err := client.GetEvaluation(context.Background(), &input)
		if err != nil {
			log.Print(err)
		} else if output.Status != previous {
			previous = output.Status
		}
		if interval > 0 {
			time.Sleep(time.Duration((1-0.2*rand.Float64())*float64(interval)) - time.Since(began))
		}
	}
}

func sayReady() {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	manager, err := net.Dial("unixgram", path)
	if err != nil {
		log.Fatal(err)
	}
	defer manager.Close()
	if _, err := manager.Write([]byte("READY=1")); err != nil {
		log.Fatal(err)
	}
}
