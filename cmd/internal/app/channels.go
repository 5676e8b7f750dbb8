package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/config"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/channel"
	"github.com/diaodu/diaodu/notify"
	"github.com/diaodu/diaodu/store"
)

// Switchboard makes channels of what the administrator set, or of what the
// deployment says where nothing was set.
type Switchboard struct {
	*auth.Keybox
	store    *store.Store
	deployed map[string]deployed

	mu   sync.Mutex
	made map[string]made
}

type deployed struct {
	settings channel.Settings
	secret   string
}

// made is a channel as it was made of one version: a robot keeps its pace.
type made struct {
	version int
	channel notify.Channel
}

// NewSwitchboard opens the keybox and reads the deployment's channels.
func NewSwitchboard(s *store.Store, c config.Config) (*Switchboard, error) {
	key, err := secretKey(c)
	if err != nil {
		return nil, err
	}
	box, err := auth.NewKeybox(key)
	if err != nil {
		return nil, err
	}
	return &Switchboard{Keybox: box, store: s, deployed: deployedChannels(c), made: map[string]made{}}, nil
}

func deployedChannels(c config.Config) map[string]deployed {
	mail := channel.Settings{Host: c.SMTP.Host, Port: c.SMTP.Port, User: c.SMTP.User, From: c.SMTP.From}
	out := map[string]deployed{
		channel.Email: {mail, c.SMTP.Password}, channel.WeCom: {channel.Settings{}, c.WeComWebhook}, channel.DingTalk: {channel.Settings{}, c.DingTalkWebhook},
	}
	for name, d := range out {
		d.settings.On = d.secret != "" && name != channel.Email || d.settings.Host != ""
		d.settings.Kinds = channel.Kinds
		out[name] = d
	}
	return out
}

// secretKey is the deployment's, or one made at first use and kept beside the files.
func secretKey(c config.Config) ([]byte, error) {
	if c.SecretKey != "" {
		return []byte(c.SecretKey), nil
	}
	path := c.Sub("secret.key")
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails (crypto/rand)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("密钥文件：%w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
	case err != nil:
		return nil, fmt.Errorf("密钥文件：%w", err)
	default:
		_, err = f.WriteString(hex.EncodeToString(fresh))
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("密钥文件：%w", err)
		}
	}
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("密钥文件：%w", err)
	}
	return key, nil
}

// Deployed is what the deployment says of a channel, and whether it gives a secret.
func (b *Switchboard) Deployed(name string) (s channel.Settings, secret bool) {
	d := b.deployed[name]
	return d.settings, d.secret != ""
}

// Ways are the channels that are on now. One whose secret cannot be opened takes no
// new messages.
func (b *Switchboard) Ways(ctx context.Context) (activities.Ways, error) {
	ways := activities.Ways{Senders: map[string]activities.Sender{}}
	for _, name := range channel.Names {
		c, settings, err := b.channel(ctx, name)
		if errors.Is(err, auth.ErrOtherKey) {
			continue
		}
		if err != nil {
			return ways, err
		}
		if settings.On {
			ways.Senders[name] = c
			ways.Policies = append(ways.Policies, settings.Policy(name))
		}
	}
	return ways, nil
}

// TryChannel sends one letter by a channel as it is set up, on or off.
func (b *Switchboard) TryChannel(ctx context.Context, name string, l casefile.Letter) error {
	c, _, err := b.channel(ctx, name)
	if err != nil {
		return err
	}
	return c.Send(ctx, l)
}

func (b *Switchboard) channel(ctx context.Context, name string) (notify.Channel, channel.Settings, error) {
	d := b.deployed[name]
	settings, secret := d.settings, d.secret
	set, err := b.store.Channel(ctx, name)
	if err != nil {
		return nil, settings, err
	}
	if set.Now.Version > 0 {
		settings = set.Settings
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if m, ok := b.made[name]; ok && m.version == set.Now.Version {
		return m.channel, settings, nil
	}
	if set.Sealed != "" {
		if secret, err = b.Open(set.Sealed, "channel/"+name); err != nil {
			return nil, settings, err
		}
	}
	c, err := notify.New(name, settings, secret)
	if err == nil {
		b.made[name] = made{set.Now.Version, c}
	}
	return c, settings, err
}
